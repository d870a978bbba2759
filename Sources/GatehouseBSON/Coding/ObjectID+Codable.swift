// The BSON coders store an ObjectID as what it is; other coders see its 24 digits.

extension ObjectID: Codable {
    /// Reads 24 hexadecimal digits.
    ///
    /// - Throws: `DecodingError` for any other text.
    public init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        guard let id = ObjectID(hex: try container.decode(String.self)) else {
            throw DecodingError.dataCorruptedError(in: container, debugDescription: "expected 24 hexadecimal digits")
        }
        self = id
    }

    /// Writes 24 hexadecimal digits.
    ///
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(hex)
    }
}
