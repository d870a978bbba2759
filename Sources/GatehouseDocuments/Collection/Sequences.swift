import GatehouseBSON
public import GatehouseMongo

/// Counters that give 1, 2, 3 and so on, each number once, whoever asks and from wherever.
///
/// A counter is a document of the collection `counter`: its name as `_id`, the last number as `sequence`.
public struct Sequences: Sendable {
    private let collection: MongoCollection

    /// The counters of the client's default database.
    public init(client: MongoClient) { collection = client.collection("counter") }

    /// The next number of a counter. Numbers that are not used afterwards stay unused.
    ///
    /// - Throws: `MongoError`.
    public func next(_ name: String) async throws -> Int {
        let counter = try await collection.findOneAndUpdate(
            ["_id": .string(name)], ["$inc": ["sequence": 1]], upsert: true, returning: .after)
        guard let number = counter?["sequence"]?.integer else {
            throw DocumentError(.missingKey, fields: ["sequence"])
        }
        return Int(number)
    }
}
