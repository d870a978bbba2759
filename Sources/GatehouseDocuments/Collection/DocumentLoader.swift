public import GatehouseBSON

/// Finds documents by a property, those that are asked for at the same time in one query.
///
/// A look-up never joins a query that started before it was asked for, so it sees what was written before. A value asked
/// for by several is looked up once; one that is not found gives nil to its callers only; an error reaches all who wait
/// for its query; who is cancelled leaves at once.
public struct DocumentLoader<Root: Document, Value: BSONConvertible & Sendable>: Sendable {
    private let loader: ValueLoader<Root>

    init(_ loader: ValueLoader<Root>) { self.loader = loader }

    /// The document whose property has a value, or nil; of several any one.
    ///
    /// - Throws: `MongoError`; ``DocumentError`` with code `undecodable` when it is not of this type; `CancellationError`.
    public func load(_ value: Value) async throws -> Root? { try await loader.load(try value.bsonValue()) }
}

extension Documents {
    /// A loader by a property, best one with an index. Keep it: only look-ups through the same loader join.
    ///
    /// ```swift
    /// let byAddress = try users.loader(by: \.email)
    /// let user = try await byAddress.load("ada@example.com")
    /// ```
    ///
    /// - Parameters:
    ///   - lanes: how many queries may be under way at a time; 1 or more.
    ///   - maximumBatch: how many values go in one query; 1 or more.
    /// - Throws: ``DocumentError`` with code `unknownField` for a property that the schema does not declare.
    public func loader<Value: BSONConvertible & Sendable>(
        by path: KeyPath<Root, Value>, lanes: Int = 1, maximumBatch: Int = 256
    ) throws -> DocumentLoader<Root, Value> {
        try loader(named: schema.name(of: path), lanes, maximumBatch)
    }

    /// A loader by a property that may be absent.
    ///
    /// - Throws: as ``loader(by:lanes:maximumBatch:)``.
    public func loader<Value: BSONConvertible & Sendable>(
        by path: KeyPath<Root, Value?>, lanes: Int = 1, maximumBatch: Int = 256
    ) throws -> DocumentLoader<Root, Value> {
        try loader(named: schema.name(of: path), lanes, maximumBatch)
    }

    private func loader<Value: BSONConvertible & Sendable>(
        named name: String?, _ lanes: Int, _ maximumBatch: Int
    ) throws -> DocumentLoader<Root, Value> {
        guard let name else { throw DocumentError(.unknownField) }
        try schema.checkNames()
        return DocumentLoader(
            ValueLoader(field: name, store: store, schema: schema, lanes: lanes, maximumBatch: maximumBatch))
    }
}
