import GatehouseBSON

/// A collection of documents. A value: make it where you need it.
public struct MongoCollection: Sendable {
    let client: MongoClient
    /// The database it lies in.
    public let database: String
    /// Its name.
    public let name: String

    var driver: MongoDriver { client.driver }

    /// Runs a command whose first member names this collection.
    func command(_ kind: MongoDriver.CommandKind, _ verb: String, _ rest: [(String, BSONValue)]) async throws
        -> BSONDocument
    {
        try await driver.command(kind, on: database, BSONDocument([(verb, .string(name))] + rest))
    }
}
