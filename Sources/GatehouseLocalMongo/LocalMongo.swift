import Foundation
import GatehouseBSON
import GatehouseMongo

/// A mongod of our own, on loopback, as a single-node replica set: for development and for tests.
///
/// Its folder is for this user of the machine alone, and so is the server: it asks for a password that is made with the
/// folder. Those of tests, whose folder is temporary, take anybody.
///
/// It ends with this process, however that ends: a guard process holds the other end of a pipe and stops mongod when
/// the pipe closes.
public final class LocalMongo: Sendable {
    /// The connection string, with a database in its path; it holds the password.
    public let url: String
    /// The process of mongod.
    public let processID: Int32
    private let guardProcess: MongoGuard

    /// Starts mongod and waits until it takes writes.
    ///
    /// - Parameters:
    ///   - executable: the path of mongod.
    ///   - folder: where data, log and process number go; made if it is not there.
    ///   - database: the database in ``url``.
    ///   - replicaSet: whether it is a replica set of one; else a standalone server.
    ///   - isTemporary: for tests: whether the folder is removed when mongod has ended, and commands for tests work.
    ///   - asksForPassword: whether only this user of the machine may connect; nil for unless it is temporary.
    /// - Throws: ``LocalMongoError`` with words that say what to do.
    public static func start(
        executable: String, folder: String, database: String = "gatehouse", replicaSet: Bool = true,
        isTemporary: Bool = false, asksForPassword: Bool? = nil
    ) async throws -> LocalMongo {
        let data = folder + "/data"
        try PrivateFile.makeFolder(folder)
        try PrivateFile.makeFolder(data)
        let asks = asksForPassword ?? !isTemporary
        var attempts = 0
        while true {
            let port = try FreePort.find()
            let password: MongoPassword?
            do {
                password = asks ? try await MongoPassword.prepare(executable, folder: folder, data: data) : nil
            } catch let error as LocalMongoError {
                attempts += 1
                guard error.folderIsBusy, attempts < 60 else { throw error.explained(folder: folder) }
                try await Task.sleep(for: .milliseconds(500))
                continue
            }
            let guardProcess = try MongoGuard(
                arguments: [
                    executable, "--dbpath", data, "--bind_ip", "127.0.0.1", "--port", String(port), "--logpath",
                    folder + "/mongod.log", "--logappend", "--pidfilepath", folder + "/mongod.pid",
                    "--wiredTigerCacheSizeGB", "0.25", "--nounixsocket",
                ] + (replicaSet ? ["--replSet", "gatehouse"] : []) + (isTemporary ? LocalMongo.testParameters : [])
                    + (password?.arguments ?? []),
                temporaryFolder: isTemporary ? folder : "")
            do {
                let credentials = password?.credentials ?? ""
                try await ready(credentials, port: port, replicaSet: replicaSet, guardProcess)
                let options = (replicaSet ? ["replicaSet=gatehouse"] : []) + (asks ? ["authSource=admin"] : [])
                return LocalMongo(
                    url: "mongodb://\(credentials)127.0.0.1:\(port)/\(database)"
                        + (options.isEmpty ? "" : "?" + options.joined(separator: "&")),
                    processID: processID(in: folder) ?? guardProcess.processID, guardProcess: guardProcess)
            } catch let error as LocalMongoError {
                // The mongod of a service that was killed a moment ago still shuts down and holds the folder.
                attempts += 1
                await guardProcess.stop()
                guard error.folderIsBusy, attempts < 60 else { throw error.explained(folder: folder) }
                try await Task.sleep(for: .milliseconds(500))
            }
        }
    }

    private init(url: String, processID: Int32, guardProcess: MongoGuard) {
        self.url = url
        self.processID = processID
        self.guardProcess = guardProcess
    }

    /// Lets tests make the server fail on purpose.
    static let testParameters = ["--setParameter", "enableTestCommands=1"]

    /// Stops mongod and waits until it is gone.
    public func stop() async { await guardProcess.stop() }

    private static func processID(in folder: String) -> Int32? {
        let text = try? String(contentsOfFile: folder + "/mongod.pid", encoding: .utf8)
        return text.flatMap { Int32($0.split(whereSeparator: \.isWhitespace).first ?? "") }
    }

    /// Waits until mongod answers, makes the replica set if there is none yet, and waits until it has a primary.
    private static func ready(
        _ credentials: String, port: Int, replicaSet: Bool, _ guardProcess: MongoGuard
    ) async throws {
        var settings = MongoSettings(
            url: "mongodb://\(credentials)127.0.0.1:\(port)/admin?directConnection=true")
        settings.timeout = .seconds(2)
        settings.poolSize = 1
        let client = try MongoClient(settings)
        do {
            try await wait(for: client, port: port, replicaSet: replicaSet, guardProcess)
        } catch {
            try? await client.shutdown()
            throw error
        }
        try await client.shutdown()
    }

    private static func wait(
        for client: MongoClient, port: Int, replicaSet: Bool, _ guardProcess: MongoGuard
    ) async throws {
        for _ in 0..<600 {
            if let status = guardProcess.exitStatus { throw LocalMongoError(exitStatus: status) }
            if let hello = try? await client.run(["hello": 1]) {
                if hello["isWritablePrimary"]?.bool == true { return }
                if replicaSet { try await configure(client, port: port) }
            }
            try await Task.sleep(for: .milliseconds(50))
        }
        await guardProcess.stop()
        throw LocalMongoError("mongod did not become ready within 30 seconds.")
    }

    /// The set's configuration names the port, which may be another one than last time.
    private static func configure(_ client: MongoClient, port: Int) async throws {
        let set = ReplicaSetOfOne(port: port)
        let reply = try? await client.run(["replSetGetConfig": 1])
        guard let current = reply?["config"]?.document, let version = current["version"]?.integer else {
            _ = try? await client.run(set.initiate)
            return
        }
        if !set.matches(current) { _ = try? await client.run(set.reconfigure(version: version + 1)) }
    }
}
