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
    /// - Throws: ``DocumentError`` with code `unknownField`; `MongoError`; `DecodingError` when it is not of this type.
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
        sortedBy order: Order? = nil, skip: Int = 0, limit: Int = 0, _ condition: Condition = { _ in .all }
    ) async throws -> [Root] {
        try await collection.find(try filter(condition), try options(order, skip, limit)).map(schema.decode)
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
        try await collection.count(try filter(condition))
    }

    /// Removes the documents that match, and tells how many there were.
    ///
    /// - Throws: ``DocumentError`` with code `unknownField`; `MongoError`.
    @discardableResult
    public func delete(_ condition: Condition) async throws -> Int {
        try await collection.deleteMany(try filter(condition))
    }

    private func filter(_ condition: Condition) throws -> BSONDocument {
        try condition(QueryFields(schema: schema)).filter()
    }

    private func options(_ order: Order?, _ skip: Int, _ limit: Int) throws -> MongoCollection.FindOptions {
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
