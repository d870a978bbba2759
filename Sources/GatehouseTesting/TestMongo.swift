import Foundation
import GatehouseBSON
import GatehouseLocalMongo
public import GatehouseMongo

/// A real MongoDB for tests.
public enum TestMongo {
    /// Runs a test with a client of a database of its own, on a replica set of one that all tests of the process
    /// share and that ends with it. The database is dropped afterwards.
    ///
    /// mongod is the one that `GATEHOUSE_MONGOD` names, the one of PATH, or `.tools/mongod`.
    ///
    /// - Throws: ``LocalMongoError`` when mongod does not start; what the body throws.
    public static func withClient<Result: Sendable>(
        _ body: (MongoClient) async throws -> Result
    ) async throws -> Result {
        let client = try MongoClient(try await configuration())
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

    /// The configuration of a client of a database that no other test uses. Many tests at a time on few cores make
    /// single calls slow, so its timeout is long.
    ///
    /// - Throws: ``LocalMongoError`` when mongod does not start.
    public static func configuration(replicaSet: Bool = true) async throws -> MongoConfiguration {
        var configuration = MongoConfiguration(url: try await url(replicaSet: replicaSet))
        configuration.timeout = .seconds(60)
        return configuration
    }

    /// The connection string of a database that no other test uses.
    ///
    /// - Parameter replicaSet: whether it lies on a replica set of one, else on a standalone server.
    /// - Throws: ``LocalMongoError`` when mongod does not start.
    public static func url(replicaSet: Bool) async throws -> String {
        let server = try await (replicaSet ? sharedReplicaSet : sharedStandalone).value
        return server.url.replacing(
            "/gatehouse", with: "/test_\(UUID().uuidString.prefix(8).lowercased())", maxReplacements: 1)
    }

    private static let sharedReplicaSet = Task { try await start(replicaSet: true) }
    private static let sharedStandalone = Task { try await start(replicaSet: false) }

    /// A folder in memory where the system has one: tests wait for many writes to reach the disk otherwise.
    private static var fastFolder: String {
        let memory = "/dev/shm"
        return FileManager.default.isWritableFile(atPath: memory)
            ? memory : FileManager.default.temporaryDirectory.path
    }

    private static func start(replicaSet: Bool) async throws -> LocalMongo {
        let folder = "\(fastFolder)/gatehouse-test-\(UUID().uuidString)"
        guard let executable = MongoExecutable.find() else { throw MissingMongo() }
        return try await LocalMongo.start(
            executable: executable, folder: folder, replicaSet: replicaSet, isTemporary: true)
    }
}

/// There is no mongod to test with.
struct MissingMongo: Error, CustomStringConvertible {
    var description: String { "mongod is not installed; run `make mongod`, or set GATEHOUSE_MONGOD to its path" }
}
