import GatehouseBSON
public import GatehouseMongo

/// Where counters lie, and how.
public struct SequenceLayout: Sendable, Hashable {
    let collection: String
    let field: String
    let isByField: Bool

    /// As the widespread `Counter` document: `{_id: "users", sequence: 3}` in the collection `counter`, named after the
    /// collection that is counted.
    public static let counter = SequenceLayout(collection: "counter", field: "sequence", isByField: false)

    /// As mongoengine's `SequenceField`: `{_id: "users.id", next: 3}` in the collection `mongoengine.counters`, named
    /// after the collection and the field.
    public static let mongoengine = SequenceLayout(collection: "mongoengine.counters", field: "next", isByField: true)

    func defaultName(of counted: String) -> String { isByField ? "\(counted).id" : counted }
}

/// Counters that give 1, 2, 3 and so on, each number once, whoever asks and from wherever.
public struct Sequences: Sendable {
    private let store: any DocumentStore
    private let layout: SequenceLayout

    /// The counters of the client's default database.
    public init(client: MongoClient, layout: SequenceLayout = .counter) {
        self.init(in: .mongo(client), layout: layout)
    }

    /// The counters of a database.
    public init(in database: DocumentDatabase, layout: SequenceLayout = .counter) {
        store = database.store(layout.collection)
        self.layout = layout
    }

    /// Moves a counter on to a number, so that the next it gives is greater; one that is there already stays.
    ///
    /// - Throws: `MongoError`.
    public func advance(_ name: String, to number: Int) async throws {
        _ = try await store.updateOne(
            ["_id": .string(name)], ["$max": BSONValue.document([layout.field: .integer(Int64(number))])], upsert: true)
    }

    /// The next number of a counter. Numbers that are not used afterwards stay unused.
    ///
    /// - Throws: `MongoError`.
    public func next(_ name: String) async throws -> Int {
        let counter = try await store.findOneAndUpdate(
            ["_id": .string(name)], ["$inc": BSONValue.document([layout.field: 1])], upsert: true, returning: .after,
            sort: nil, projection: nil)
        guard let number = counter?[layout.field]?.integer else {
            throw DocumentError(.missingKey, fields: [layout.field])
        }
        return Int(number)
    }
}
