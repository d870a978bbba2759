import GatehouseBSON
public import GatehouseMongo

extension Documents {
    /// The indexes that the schema asks for.
    private func wanted() throws -> [MongoIndex] {
        try schema.checkNames()
        let unique = schema.fields.filter { $0.traits.isUnique && $0.path != schema.primaryKey.path }.map { field in
            var index = MongoIndex([field.name: 1])
            index.isUnique = true
            // Of documents without a value there may be any number.
            if field.isOptional { index.partialFilter = [field.name: ["$exists": true]] }
            return index
        }
        return unique + (try schema.indexes.map { try $0.resolved(in: schema) })
    }

    /// Makes the indexes of the schema that are not there yet, and tells what is there in another shape. Log the report,
    /// or look at it: ``GatehouseMongo/IndexReport/log(to:)``.
    ///
    /// - Throws: `IndexConflictError`, before anything is made, when an index that is there lets in or refuses documents
    ///   that the schema does not, or removes them too early; ``DocumentError`` with code `sharedValues` before a unique
    ///   index is made over documents that share values, which it names in ``DocumentError/duplicates``;
    ///   `unknownField`, `misnamedField`; `MongoError`.
    public func ensureIndexes() async throws -> IndexReport { try await ensureIndexes(and: []) }

    /// Makes the indexes of the schema that are not there yet, and one by which the texts of a field are found in upper or
    /// lower case.
    ///
    /// - Throws: as ``ensureIndexes()``.
    package func ensureIndexes(findingInAnyCase field: String) async throws -> IndexReport {
        let name = stored(field)
        // The server allows no other index over the key alone; where the field is the key, no document has a second one.
        var index = MongoIndex(name == "_id" ? ["_id": 1, field: 1] : [name: 1], name: "\(field)_any_case")
        index.collation = .caseInsensitive
        return try await ensureIndexes(and: [index])
    }

    /// The same with indexes besides those of the schema, unless one of the same fields and collation is there or in the
    /// schema, which may forbid more.
    package func ensureIndexes(and more: [MongoIndex]) async throws -> IndexReport {
        let (own, found) = (try wanted(), try await store.listIndexes())
        let more = more.filter { index in
            !own.contains { index.isAnswered(by: $0.specification) } && !found.contains { index.isAnswered(by: $0) }
        }
        let plan = IndexPlan(of: Root.collection, wanted: own + more, found: found)
        try plan.check()
        for index in plan.missing where index.isUnique { try await checkNothingShared(index) }
        do {
            // Nothing to make needs no right to make it.
            if !plan.missing.isEmpty { try await store.createIndexes(plan.missing) }
        } catch let error as MongoError where error.code == .duplicateKey {
            // Somebody stored them since we looked.
            throw DocumentError(
                .sharedValues, fields: error.duplicateKey?.fields ?? [], collection: Root.collection)
        }
        return plan.report
    }

    /// Makes sure that the unique indexes of the schema are there.
    ///
    /// - Throws: ``DocumentError`` with code `missingIndex`, naming their fields and, where one is there in another
    ///   shape, what mends it; `MongoError`.
    public func checkIndexes() async throws {
        let wanted = try wanted().filter(\.isUnique)
        guard !wanted.isEmpty else { return }
        let plan = IndexPlan(of: Root.collection, wanted: wanted, found: try await store.listIndexes())
        let conflict = plan.conflict
        let missing = plan.missing.flatMap(\.keys.keys) + (conflict?.differences.flatMap(\.wanted.keys.keys) ?? [])
        guard missing.isEmpty else {
            throw DocumentError(.missingIndex, fields: missing, collection: Root.collection, underlying: conflict)
        }
    }

    private func checkNothingShared(_ index: MongoIndex) async throws {
        let shared = try await store.duplicates(index, limit: 10)
        guard !shared.isEmpty else { return }
        throw DocumentError(
            .sharedValues, fields: index.keys.keys,
            duplicates: shared.map {
                DocumentError.SharedValues(
                    values: $0["_id"]?.document ?? [:], count: Int($0["count"]?.integer ?? 0))
            }, collection: Root.collection)
    }
}

extension Index {
    /// The index with the names of the store.
    fileprivate func resolved(in schema: Schema<Root>) throws -> MongoIndex {
        var keys: [(String, BSONValue)] = []
        for part in parts {
            switch part.kind {
            case .field(let path, let direction):
                guard let name = schema.name(of: path) else { throw DocumentError(.unknownField) }
                keys.append((name, .integer(direction)))
            case .fields(let make):
                for order in make(QueryFields(schema: schema)) {
                    guard let name = order.name else { throw DocumentError(.unknownField) }
                    keys.append((name, .integer(order.direction)))
                }
            default: break
            }
        }
        var index = MongoIndex(BSONDocument(keys))
        for part in parts {
            switch part.kind {
            case .field, .fields: break
            case .unique: index.isUnique = true
            case .name(let name): index.name = name
            case .expiring(let time): index.expireAfter = time
            case .partial(let condition): index.partialFilter = try condition(QueryFields(schema: schema)).filter()
            case .collation(let collation): index.collation = collation
            }
        }
        return index
    }
}
