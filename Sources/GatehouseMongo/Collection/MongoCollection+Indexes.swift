public import GatehouseBSON

extension MongoCollection {
    /// Makes the indexes that are not there yet.
    ///
    /// - Throws: ``MongoError``, with code `duplicateKey` when a unique index finds the same value twice.
    public func createIndexes(_ indexes: [MongoIndex]) async throws {
        guard !indexes.isEmpty else { return }
        let specifications = BSONArray(indexes.map { .document($0.specification) })
        _ = try await command(.write, "createIndexes", [("indexes", .array(specifications))], isLimited: false)
    }

    /// The indexes that are there, as the server describes them; none when the collection does not exist.
    ///
    /// - Throws: ``MongoError``.
    public func listIndexes() async throws -> [BSONDocument] {
        do {
            let reply = try await command(.read, "listIndexes", [("cursor", ["batchSize": 1000])])
            return reply["cursor"]?.document?["firstBatch"]?.array?.compactMap(\.document) ?? []
        } catch let error as MongoError where error.serverCode == 26 {  // NamespaceNotFound
            return []
        }
    }
}
