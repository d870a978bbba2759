import GatehouseBSON
import GatehouseMongo

extension Documents {
    /// Describes which documents are meant.
    public typealias Condition = (QueryFields<Root>) -> Query<Root>
    /// Names the properties to sort by, the most important first.
    public typealias Order = (QueryFields<Root>) -> [QueryOrder<Root>]

    /// The first document that matches, or nil.
    ///
    /// ```swift
    /// try await users.first { $0.email == "a@b.example" && $0.signupDate > date }
    /// ```
    ///
    /// - Throws: ``DocumentError`` with code `unknownField`, or `undecodable` when it is not of this type; `MongoError`.
    public func first(sortedBy order: Order? = nil, _ condition: Condition) async throws -> Root? {
        try await find(sortedBy: order, limit: 1, condition).first
    }

    /// The documents that match, in memory.
    ///
    /// - Parameters:
    ///   - order: `{ [$0.signupDate.descending] }`; in no order without.
    ///   - skip: how many to leave out at the start.
    ///   - limit: how many at most; 0 for all.
    /// - Throws: as ``first(sortedBy:_:)``.
    public func find(
        sortedBy order: Order? = nil, skip: Int = 0, limit: Int = 0, _ condition: Condition
    ) async throws -> [Root] {
        try await store.find(try filter(condition), try options(order, skip, limit)).map(schema.read)
    }

    /// All documents, in memory.
    ///
    /// - Throws: as ``first(sortedBy:_:)``.
    public func find(sortedBy order: Order? = nil, skip: Int = 0, limit: Int = 0) async throws -> [Root] {
        try await find(sortedBy: order, skip: skip, limit: limit) { _ in .all }
    }

    /// The documents that match, read in batches: as many as there are without all of them in memory.
    ///
    /// ```swift
    /// for try await user in try users.stream { $0.isActive == true } { … }
    /// ```
    ///
    /// - Parameter batchSize: how many are in memory at a time, at most; 1 or more.
    /// - Throws: ``DocumentError`` with code `unknownField`. The sequence throws as ``first(sortedBy:_:)``.
    public func stream(
        sortedBy order: Order? = nil, batchSize: Int = 100, _ condition: Condition
    ) throws -> DocumentSequence<Root> {
        let (filter, options) = (try filter(condition), try options(order))
        return DocumentSequence { [store, schema] in
            let read = store.reader(filter, options, batchSize: batchSize)
            return { try await read().map(schema.read) }
        }
    }

    /// Some properties of the documents that match, as a type that has only those.
    ///
    /// ```swift
    /// struct Name: Decodable { var firstName: String; var email: String }
    /// let names = try await users.find(as: Name.self, only: { [$0.firstName.selected, $0.email.selected] })
    /// ```
    ///
    /// - Parameter selection: the properties that are read from the database.
    /// - Throws: ``DocumentError`` with code `unknownField`, or `undecodable` when a document does not fit the type;
    ///   `MongoError`.
    public func find<Part: Decodable>(
        as type: Part.Type, only selection: (QueryFields<Root>) -> [SelectedField<Root>], sortedBy order: Order? = nil,
        skip: Int = 0, limit: Int = 0, _ condition: Condition
    ) async throws -> [Part] {
        var options = try options(order, skip, limit)
        let names = try selection(QueryFields(schema: schema)).map { field in
            guard let name = field.name else { throw DocumentError(.unknownField) }
            return name
        }
        // With the key, which the error names where a document does not fit.
        options.projection = BSONDocument(names.map { ($0, 1) })
        let wantsKey = names.contains("_id")
        let decoder = BSONDecoder(keyStrategy: .snakeCase, renamedKeys: [schema.primaryKey.property: "_id"])
        return try await store.find(try filter(condition), options).map { document in
            let part =
                wantsKey ? document : BSONDocument(document.lazy.filter { $0.key != "_id" }.map { ($0.key, $0.value) })
            return try schema.naming(document) { try decoder.decode(type, from: part) }
        }
    }

    /// The one document that matches.
    ///
    /// - Throws: ``DocumentError`` with code `notFound` or `notUnique`; else as ``first(sortedBy:_:)``.
    public func get(_ condition: Condition) async throws -> Root {
        let found = try await find(limit: 2, condition)
        guard let one = found.first else { throw DocumentError(.notFound) }
        guard found.count == 1 else { throw DocumentError(.notUnique) }
        return one
    }

    /// How many documents match.
    ///
    /// - Throws: ``DocumentError`` with code `unknownField`; `MongoError`.
    public func count(_ condition: Condition = { _ in .all }) async throws -> Int {
        try await store.count(try filter(condition))
    }

    /// Removes the documents that match, and tells how many there were.
    ///
    /// - Throws: ``DocumentError`` with code `unknownField`; `MongoError`.
    @discardableResult
    public func delete(_ condition: Condition) async throws -> Int {
        try await store.deleteMany(try filter(condition))
    }

    func filter(_ condition: Condition) throws -> BSONDocument {
        try schema.checkNames()
        return try condition(QueryFields(schema: schema)).filter()
    }

    func options(_ order: Order?, _ skip: Int = 0, _ limit: Int = 0) throws -> MongoCollection.FindOptions {
        var options = MongoCollection.FindOptions()
        options.skip = skip
        options.limit = limit
        if let order {
            let members = try order(QueryFields(schema: schema)).map { order -> (String, BSONValue) in
                guard let name = order.name else { throw DocumentError(.unknownField) }
                return (name, .integer(order.direction))
            }
            options.sort = BSONDocument(members)
        }
        return options
    }
}
