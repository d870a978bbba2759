import GatehouseBSON
import GatehouseMongo

extension Documents {
    /// The unique indexes the schema asks for.
    private var wanted: [MongoIndex] {
        schema.fields.filter { $0.traits.isUnique && $0.name != schema.primaryKey.property }.map { field in
            var index = MongoIndex([field.name: 1])
            index.isUnique = true
            return index
        }
    }

    /// Makes the indexes of the schema that are not there yet.
    ///
    /// - Throws: `MongoError`, with code `duplicateKey` when stored documents already share a unique value.
    public func ensureIndexes() async throws {
        try await collection.createIndexes(wanted)
    }

    /// Makes sure that the unique indexes of the schema are there.
    ///
    /// - Throws: ``DocumentError`` with code `missingIndex`, naming their fields; `MongoError`.
    public func checkIndexes() async throws {
        let wanted = wanted
        guard !wanted.isEmpty else { return }
        let found = try await collection.listIndexes()
        let missing = wanted.filter { index in
            !found.contains { Self.isSame($0["key"]?.document, index.keys) && $0["unique"]?.bool == true }
        }
        guard missing.isEmpty else { throw DocumentError(.missingIndex, fields: missing.flatMap(\.keys.keys)) }
    }

    /// Whether two indexes have the same fields and directions; other programs write a direction as 1.0.
    private static func isSame(_ found: BSONDocument?, _ wanted: BSONDocument) -> Bool {
        guard let found, found.keys == wanted.keys else { return false }
        return found.map(\.value.integer) == wanted.map(\.value.integer)
    }
}
