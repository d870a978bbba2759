import Foundation
public import GatehouseBSON
import GatehouseBase
public import GatehouseLocalMongo
public import GatehouseMongo

/// A real MongoDB for tests.
public enum TestMongo {
    /// Which servers a test runs against. All tests of the process share them, and they end with it.
    public enum Server: String, Sendable, CaseIterable, CustomStringConvertible {
        /// A server that is no member of a set: no transactions, no streams of changes.
        case standalone
        /// A replica set of one member.
        case replicaSet
        /// A replica set of three members.
        case threeMembers

        /// What kind of server it is, for the names of tests.
        public var description: String {
            switch self {
            case .standalone: "a standalone server"
            case .replicaSet: "a replica set of one"
            case .threeMembers: "a replica set of three"
            }
        }
    }

    /// Runs a test with a client of a database of its own, which is dropped afterwards.
    ///
    /// mongod is the one that `GATEHOUSE_MONGOD` names, the one of PATH, or `.tools/mongod`.
    ///
    /// - Throws: ``LocalMongoError`` when mongod does not start; what the body throws.
    public static func withClient<Result: Sendable>(
        on server: Server = .replicaSet, _ body: (MongoClient) async throws -> Result
    ) async throws -> Result {
        try await withClient(try await settings(on: server), body)
    }

    /// Runs a test with a client of settings of ``settings(on:)``, whose database is dropped afterwards.
    ///
    /// - Throws: what the body throws.
    public static func withClient<Result: Sendable>(
        _ settings: MongoSettings, _ body: (MongoClient) async throws -> Result
    ) async throws -> Result {
        let client = try MongoClient(settings)
        do {
            let result = try await body(client)
            try await client.run(["dropDatabase": 1])
            try await client.shutdown()
            return result
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    /// The settings of a client of a database that no other test uses. Many tests at a time on few cores make
    /// single calls slow, so its timeout is long.
    ///
    /// - Throws: ``LocalMongoError`` when mongod does not start.
    public static func settings(on server: Server = .replicaSet) async throws -> MongoSettings {
        var settings = MongoSettings(url: try await url(on: server))
        settings.timeout = .seconds(600)
        settings.startTimeout = .seconds(60)
        return settings
    }

    /// Runs the body while the server fails commands of one client, whose application's name no other client has.
    ///
    /// A server has one fail point of the kind: a second test that asked for it would end the first one's. Others that
    /// call this wait until the body is over, so the body must not call it again.
    ///
    /// - Parameters:
    ///   - times: how many commands fail.
    ///   - data: what fails and how, as the server's fail point `failCommand` takes it: `failCommands`, `errorCode`,
    ///     `closeConnection`, `blockConnection`, `blockTimeMS`, `errorLabels`.
    ///   - client: asks the server for it, under another name than the one that fails.
    /// - Throws: `MongoError`; what the body throws.
    public static func whileFailing<Result>(
        commandsOf application: String, times: Int, _ data: BSONDocument, by client: MongoClient,
        isolation: isolated (any Actor)? = #isolation, _ body: () async throws -> sending Result
    ) async throws -> sending Result {
        try await failPoint.withPermit {
            let filtered = BSONDocument([("appName", .string(application))] + data.map { ($0.key, $0.value) })
            try await client.run(
                [
                    "configureFailPoint": "failCommand", "mode": ["times": .integer(Int64(times))],
                    "data": .document(filtered),
                ], in: "admin")
            let result: Result
            do {
                result = try await body()
            } catch {
                try? await stopFailing(by: client)
                throw error
            }
            try await stopFailing(by: client)
            return result
        }
    }

    private static func stopFailing(by client: MongoClient) async throws {
        try await client.run(["configureFailPoint": "failCommand", "mode": "off"], in: "admin")
    }

    private static let failPoint = PermitQueue(permits: 1)

    /// The connection string of a database that no other test uses.
    ///
    /// - Throws: ``LocalMongoError`` when mongod does not start.
    public static func url(on server: Server = .replicaSet) async throws -> String {
        let url =
            switch server {
            case .standalone: try await standalone.value.url
            case .replicaSet: try await replicaSet.value.url
            case .threeMembers: try await threeMembers.value.url
            }
        return url.replacing(
            "/gatehouse", with: "/test_\(UUID().uuidString.prefix(8).lowercased())", maxReplacements: 1)
    }

    /// Runs a test with a replica set of three members of its own, which it may kill and freeze.
    ///
    /// - Throws: ``LocalMongoError`` when mongod does not start; what the body throws.
    public static func withReplicaSet<Result: Sendable>(
        electionTimeout: Duration = .seconds(2), _ body: (LocalReplicaSet) async throws -> Result
    ) async throws -> Result {
        try await withReplicaSet(electionTimeout: electionTimeout, by: { $0.port }, body)
    }

    /// The same with members that are found by ports of a test's own: behind proxies.
    package static func withReplicaSet<Result: Sendable>(
        electionTimeout: Duration, by way: (LocalReplicaSet.Member) async throws -> Int,
        _ body: (LocalReplicaSet) async throws -> Result
    ) async throws -> Result {
        let set = try await LocalReplicaSet.start(
            executable: try executable(), folder: temporaryFolder(), electionTimeout: electionTimeout, by: way)
        do {
            let result = try await body(set)
            await set.stop()
            return result
        } catch {
            await set.stop()
            throw error
        }
    }

    private static let replicaSet = Task { try await start(replicaSet: true) }
    private static let standalone = Task { try await start(replicaSet: false) }
    private static let threeMembers = Task {
        try await LocalReplicaSet.start(executable: executable(), folder: temporaryFolder(), keepsData: false)
    }

    /// A folder in memory where the system has one: tests wait for many writes to reach the disk otherwise.
    private static var fastFolder: String {
        let memory = "/dev/shm"
        return FileManager.default.isWritableFile(atPath: memory)
            ? memory : FileManager.default.temporaryDirectory.path
    }

    private static func start(replicaSet: Bool) async throws -> LocalMongo {
        try await LocalMongo.start(
            executable: executable(), folder: temporaryFolder(), replicaSet: replicaSet, isTemporary: true)
    }

    private static func temporaryFolder() -> String { "\(fastFolder)/gatehouse-test-\(UUID().uuidString)" }

    private static func executable() throws -> String {
        guard let executable = MongoExecutable.find() else { throw MissingMongo() }
        return executable
    }
}

/// There is no mongod to test with.
struct MissingMongo: Error, CustomStringConvertible {
    var description: String { "mongod is not installed; run `make mongod`, or set GATEHOUSE_MONGOD to its path" }
}
