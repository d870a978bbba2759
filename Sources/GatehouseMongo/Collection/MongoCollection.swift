import GatehouseBSON

/// A collection of documents. A value: make it where you need it.
public struct MongoCollection: Sendable {
    let driver: MongoDriver
    /// The database it lies in.
    public let database: String
    /// Its name.
    public let name: String
    /// The transaction that its calls are part of; nil for none.
    var transaction: MongoTransaction?

    init(driver: MongoDriver, database: String, name: String, transaction: MongoTransaction? = nil) {
        self.driver = driver
        self.database = database
        self.name = name
        self.transaction = transaction
    }

    /// The same collection, as part of a transaction.
    public func `in`(_ transaction: MongoTransaction) -> MongoCollection {
        MongoCollection(driver: driver, database: database, name: name, transaction: transaction)
    }

    /// Runs a command whose first member names this collection.
    func command(
        _ kind: MongoDriver.CommandKind, _ verb: String, _ rest: [(String, BSONValue)], isLimited: Bool = true,
        isLong: Bool = false
    ) async throws -> BSONDocument {
        try await driver.command(
            kind, on: database, BSONDocument([(verb, .string(name))] + rest), in: transaction, isLimited: isLimited,
            isLong: isLong)
    }

    func query(_ filter: BSONDocument, isPipeline: Bool = false, options: BSONDocument = [:]) -> MongoQuery {
        MongoQuery(database: database, collection: name, filter: filter, isPipeline: isPipeline, options: options)
    }
}
