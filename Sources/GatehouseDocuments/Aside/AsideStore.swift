import GatehouseBSON
import GatehouseMongo

/// A collection some of whose documents' fields are kept in another.
struct AsideStore: DocumentStore {
    /// The documents.
    let base: any DocumentStore
    /// What is kept of them: a row a document, `{_id, bound_to, values}`.
    let rows: any DocumentStore
    let fields: FieldsAside

    func find(_ filter: BSONDocument, _ options: MongoCollection.FindOptions) async throws -> [BSONDocument] {
        try refuse(filter, options.sort)
        guard needsRows(options.projection) else { return try await base.find(filter, options) }
        if let pipeline = pipeline(filter, options), let collection = base as? MongoCollection {
            return try await collection.aggregate(pipeline)
        }
        var whole = options
        whole.projection = nil
        return try await joined(try await base.find(filter, whole)).map {
            try BSONShaping.projected($0, options.projection)
        }
    }

    func reader(
        _ filter: BSONDocument, _ options: MongoCollection.FindOptions, batchSize: Int
    ) -> () async throws -> BSONDocument? {
        if needsRows(options.projection), !fields.isNamed(in: filter), let pipeline = pipeline(filter, options),
            let collection = base as? MongoCollection
        {
            var iterator = collection.aggregateCursor(pipeline, batchSize: batchSize).makeAsyncIterator()
            return { try await iterator.next() }
        }
        if !needsRows(options.projection), !fields.isNamed(in: filter) {
            return base.reader(filter, options, batchSize: batchSize)
        }
        var all: ArraySlice<BSONDocument>?
        return {
            if all == nil { all = try await find(filter, options)[...] }
            return all?.popFirst()
        }
    }

    func count(_ filter: BSONDocument) async throws -> Int {
        try refuse(filter)
        return try await base.count(filter)
    }

    func createIndexes(_ indexes: [MongoIndex]) async throws { try await base.createIndexes(indexes) }
    func listIndexes() async throws -> [BSONDocument] { try await base.listIndexes() }
    func duplicates(_ index: MongoIndex, limit: Int) async throws -> [BSONDocument] {
        try await base.duplicates(index, limit: limit)
    }

    /// Removes what is kept of a document that is gone.
    func erase(_ id: BSONValue) async throws {
        guard try await base.count(["_id": ["$eq": id]]) == 0 else { return }
        _ = try await rows.deleteMany(["_id": ["$eq": id]])
    }

    /// Documents with what is kept of them.
    func joined(_ documents: [BSONDocument]) async throws -> [BSONDocument] {
        let keys = documents.compactMap { $0["_id"] }
        guard !keys.isEmpty else { return documents }
        let found = try await rows.find(.anyOf(keys, in: "_id"), .init()).compactMap { row in
            row["_id"].map { (LookupKey.make($0), row) }
        }
        let byKey = Dictionary(found, uniquingKeysWith: { first, _ in first })
        return documents.map { document in
            fields.merged(document, document["_id"].flatMap { byKey[LookupKey.make($0)] })
        }
    }

    /// The query as a pipeline that joins; nil where a collation would join keys that it takes for the same.
    private func pipeline(_ filter: BSONDocument, _ options: MongoCollection.FindOptions) -> [BSONDocument]? {
        guard options.collation == nil else { return nil }
        var stages: [BSONDocument] = [["$match": .document(filter)]]
        if let sort = options.sort, !sort.isEmpty { stages.append(["$sort": .document(sort)]) }
        if options.skip > 0 { stages.append(["$skip": .int64(Int64(options.skip))]) }
        if options.limit > 0 { stages.append(["$limit": .int64(Int64(options.limit))]) }
        stages += fields.stages
        if let projection = options.projection, !projection.isEmpty {
            stages.append(["$project": .document(projection)])
        }
        return stages
    }

    /// Whether what is returned has fields that are kept aside.
    private func needsRows(_ projection: BSONDocument?) -> Bool {
        guard let projection, let first = projection.first(where: { $0.key != "_id" }) else { return true }
        return first.value.integer == 0 || projection.keys.contains(where: fields.has)
    }

    /// The server finds and sorts documents before it joins.
    func refuse(_ filter: BSONDocument, _ sort: BSONDocument? = nil) throws {
        let sorted = sort?.keys.filter(fields.has) ?? []
        guard sorted.isEmpty, !fields.isNamed(in: filter) else {
            throw DocumentError(.keptAside, fields: sorted + filter.keys.filter(fields.has))
        }
    }
}
