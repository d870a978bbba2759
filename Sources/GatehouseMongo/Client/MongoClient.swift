public import GatehouseBSON
import Logging
public import ServiceLifecycle

/// A client of one MongoDB deployment: a server, a replica set or a sharded cluster.
///
/// It connects when first used. Make one for a process, run it as a `Service` or call ``shutdown()`` at the end.
public final class MongoClient: Sendable, Service {
    let driver: MongoDriver

    /// The database named by the connection string, or the settings' default.
    public var defaultDatabase: String { driver.database }

    /// A client; nothing is sent yet.
    ///
    /// - Throws: ``MongoError`` with code `invalidConnectionString`, also for options that would let writes be lost that
    ///   were reported as done.
    public init(_ settings: MongoSettings) throws {
        driver = try MongoDriver(settings)
        for caution in cautions { MongoLog.connection.warning("\(caution)") }
    }

    /// What the connection string asks for that is not used, or that makes the connection less safe, a sentence each;
    /// also what the driver does not understand of it. They are logged when the client is made.
    public var cautions: [String] { driver.cautions }

    /// Pings the server, and says why it does not answer: for the start of a program.
    ///
    /// - Parameter time: how long a server may take that is about to come up or to be elected; no longer than
    ///   ``MongoSettings/timeout``.
    /// - Throws: ``MongoError``, whose ``MongoError/unreachable`` names each server and the cause.
    public func reach(within time: Duration = .seconds(3)) async throws { try await driver.reach(within: time) }

    /// A collection of the default database.
    public func collection(_ name: String) -> MongoCollection {
        MongoCollection(driver: driver, database: defaultDatabase, name: name)
    }

    /// A collection of a database.
    public func collection(_ name: String, in database: String) -> MongoCollection {
        MongoCollection(driver: driver, database: database, name: name)
    }

    /// Runs a command as it is given and returns the server's whole answer.
    ///
    /// - Throws: ``MongoError``; `CancellationError` when cancelled while waiting for a connection.
    @discardableResult
    public func run(_ command: BSONDocument, in database: String? = nil) async throws -> BSONDocument {
        try await driver.command(.plain, on: database ?? defaultDatabase, command)
    }

    /// Asks the server for a sign of life.
    ///
    /// - Throws: ``MongoError`` when it does not answer within the timeout.
    public func ping() async throws {
        _ = try await driver.command(.read, on: "admin", ["ping": 1])
    }

    /// Opens connections ahead of the calls that will need them, which then wait for no handshake.
    ///
    /// - Parameter connections: how many; no more than ``MongoSettings/poolSize`` are opened.
    /// - Throws: ``MongoError`` when the server does not answer within the timeout; later calls try anew.
    public func warmUp(connections: Int) async throws { try await driver.warmUp(connections) }

    /// Waits for graceful shutdown, then closes all connections.
    public func run() async throws {
        try? await gracefulShutdown()
        try await shutdown()
    }

    /// Lets the commands under way end and closes all connections; later calls throw.
    public func shutdown() async throws { try await driver.shutdown() }
}
