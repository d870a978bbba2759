package import GatehouseBSON

/// Which documents are meant. Made by comparing properties in a closure: `{ $0.age > 17 && $0.email == address }`.
public struct Query<Root: Document>: Sendable {
    private let makeFilter: @Sendable () throws -> BSONDocument

    package init(_ makeFilter: @escaping @Sendable () throws -> BSONDocument) { self.makeFilter = makeFilter }

    /// All documents.
    public static var all: Query { Query { [:] } }

    /// The filter for the server.
    ///
    /// - Throws: ``DocumentError`` with code `unknownField`; ``BSONError`` for a value without BSON form.
    package func filter() throws -> BSONDocument { try makeFilter() }

    /// Both hold.
    public static func && (left: Query, right: Query) -> Query {
        Query { ["$and": [.document(try left.filter()), .document(try right.filter())]] }
    }

    /// At least one holds.
    public static func || (left: Query, right: Query) -> Query {
        Query { ["$or": [.document(try left.filter()), .document(try right.filter())]] }
    }

    /// It does not hold.
    public static prefix func ! (query: Query) -> Query {
        Query { ["$nor": [.document(try query.filter())]] }
    }
}
