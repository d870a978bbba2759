public import GatehouseBSON

extension MongoCollection {
    /// Makes those of the indexes that are not there yet, under whatever name, and tells what is there in another shape.
    /// Where nothing is missing, the right to make indexes is not needed.
    ///
    /// - Throws: ``IndexConflictError`` before anything is made; ``MongoError``, with code `duplicateKey` when a unique
    ///   index finds the same value twice.
    public func ensureIndexes(_ indexes: [MongoIndex]) async throws -> IndexReport {
        let plan = IndexPlan(of: name, wanted: indexes, found: try await listIndexes())
        try plan.check()
        if !plan.missing.isEmpty { try await createIndexes(plan.missing) }
        return plan.report
    }

    /// Asks the server to make indexes; those that are there in the same shape and under the same name stay. Outside of
    /// transactions it may take ``MongoSettings/indexTimeout``.
    ///
    /// - Throws: ``MongoError``, with code `duplicateKey` when a unique index finds the same value twice.
    public func createIndexes(_ indexes: [MongoIndex]) async throws {
        guard !indexes.isEmpty else { return }
        let specifications = BSONArray(indexes.map { .document($0.specification) })
        _ = try await command(
            .write, "createIndexes", [("indexes", .array(specifications))], isLimited: false, isLong: true)
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
