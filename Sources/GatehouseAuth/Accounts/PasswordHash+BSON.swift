public import GatehouseBSON
public import GatehousePasswords

/// Stored as its text.
extension PasswordHash: BSONConvertible {
    /// The encoded hash as a string.
    public func bsonValue() -> BSONValue { .string(text) }
    /// Reads the encoded hash from a string.
    ///
    /// - Throws: `BSONError` for a value of another type.
    public init(bsonValue: BSONValue) throws { self.init(try String(bsonValue: bsonValue)) }
}
