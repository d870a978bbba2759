package import GatehouseBSON

extension Schema {
    /// The value of a stored document.
    ///
    /// - Throws: ``DocumentError`` with code `undecodable`, which names the document and the field that does not fit.
    package func read(_ document: BSONDocument) throws -> Root { try naming(document) { try decode(document) } }

    /// Decodes a stored document; of one that does not fit the error names the document and the field.
    ///
    /// - Throws: ``DocumentError`` with code `undecodable`.
    func naming<Value>(_ document: BSONDocument, _ decode: () throws -> Value) throws -> Value {
        do {
            return try decode()
        } catch let error as DecodingError {
            throw DocumentError(
                .undecodable, fields: error.storedPath.map { [stored($0)] } ?? [], collection: Root.collection,
                key: document["_id"], underlying: error)
        }
    }
}

extension Schema {
    /// The decoder knows the key by its property.
    private func stored(_ path: String) -> String {
        path == BSONKeyStrategy.snakeCase.key(for: primaryKey.property) ? "_id" : path
    }
}

extension DecodingError {
    /// The path in the store of what did not fit: `address.city`; nil where the decoder does not say.
    package var storedPath: String? {
        let path: [any CodingKey]? =
            switch self {
            case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
                context.codingPath
            case .keyNotFound(let key, let context): context.codingPath + [key]
            @unknown default: nil
            }
        guard let path, !path.isEmpty else { return nil }
        return path.map { $0.intValue.map(String.init) ?? BSONKeyStrategy.snakeCase.key(for: $0.stringValue) }
            .joined(separator: ".")
    }
}
