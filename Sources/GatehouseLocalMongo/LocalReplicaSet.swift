import Foundation
import GatehouseBSON
import GatehouseMongo
import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A replica set of several mongods on loopback whose members can be killed, frozen and started again: for tests of
/// what happens then.
public final class LocalReplicaSet: Sendable {
    /// One member.
    public struct Member: Sendable, Hashable {
        /// Its place in the set, counted from 0.
        public let number: Int
        package let port: Int
        let folder: String
        /// Where the other members and clients find it.
        var way: Int
    }

    /// The connection string, with a database in its path.
    public let url: String
    /// The members.
    public let members: [Member]
    private let executable: String
    private let keepsData: Bool
    private let guards = Mutex<[Int: MongoGuard]>([:])

    /// Starts the members and waits until there is a primary.
    ///
    /// - Parameters:
    ///   - executable: the path of mongod.
    ///   - folder: a temporary folder.
    ///   - keepsData: whether a member that was killed can be started again; its folder is removed by ``stop()``, else
    ///     when it ends.
    ///   - count: how many members.
    ///   - electionTimeout: after how long without a primary the others choose another.
    /// - Throws: ``LocalMongoError``.
    public static func start(
        executable: String, folder: String, keepsData: Bool = true, count: Int = 3,
        electionTimeout: Duration = .seconds(2)
    ) async throws -> LocalReplicaSet {
        try await start(
            executable: executable, folder: folder, keepsData: keepsData, count: count,
            electionTimeout: electionTimeout
        ) { $0.port }
    }

    /// The same with members that the others and clients find elsewhere than where they listen: behind a proxy that can
    /// cut them off.
    ///
    /// - Parameter way: gives the port on loopback by which a member is to be found.
    package static func start(
        executable: String, folder: String, keepsData: Bool = true, count: Int = 3,
        electionTimeout: Duration = .seconds(2), by way: (Member) async throws -> Int
    ) async throws -> LocalReplicaSet {
        var members: [Member] = []
        for number in 0..<count {
            let port = try FreePort.find()
            var member = Member(number: number, port: port, folder: "\(folder)/member-\(number)", way: port)
            member.way = try await way(member)
            members.append(member)
        }
        let set = LocalReplicaSet(executable: executable, keepsData: keepsData, members: members)
        for member in members { try await set.start(member) }
        try await set.initiate(electionTimeout)
        return set
    }

    private init(executable: String, keepsData: Bool, members: [Member]) {
        self.executable = executable
        self.keepsData = keepsData
        self.members = members
        let hosts = members.map { "127.0.0.1:\($0.way)" }.joined(separator: ",")
        url = "mongodb://\(hosts)/gatehouse?replicaSet=gatehouse"
    }

    /// Starts a member, also one that was killed, and waits until it answers.
    ///
    /// - Throws: ``LocalMongoError``.
    public func start(_ member: Member) async throws {
        let data = member.folder + "/data"
        do {
            try FileManager.default.createDirectory(atPath: data, withIntermediateDirectories: true)
        } catch {
            throw LocalMongoError("The folder \(member.folder) cannot be made: \(error.localizedDescription)")
        }
        let guardProcess = try MongoGuard(
            arguments: [
                executable, "--dbpath", data, "--bind_ip", "127.0.0.1", "--port", String(member.port), "--logpath",
                member.folder + "/mongod.log", "--pidfilepath", member.folder + "/mongod.pid",
                "--wiredTigerCacheSizeGB", "0.25", "--nounixsocket", "--replSet", "gatehouse",
            ] + LocalMongo.testParameters, temporaryFolder: keepsData ? "" : member.folder)
        guards.withLock { $0[member.number] = guardProcess }
        try await asking(member) { client in
            for _ in 0..<300 {
                if (try? await client.ping()) != nil { return }
                if let status = guardProcess.exitStatus { throw LocalMongoError(exitStatus: status) }
                try await Task.sleep(for: .milliseconds(100))
            }
            throw LocalMongoError("A member did not answer within 30 seconds.")
        }
    }

    /// Sends a member a signal: SIGKILL ends it without a word, SIGSTOP freezes it, SIGCONT lets it go on.
    public func signal(_ member: Member, _ signal: Int32) {
        // Of one that ended, the number may be another process's by now.
        guard let guardProcess = guards.withLock({ $0[member.number] }), guardProcess.exitStatus == nil else { return }
        let text = try? String(contentsOfFile: member.folder + "/mongod.pid", encoding: .utf8)
        guard let number = text.flatMap({ Int32($0.split(whereSeparator: \.isWhitespace).first ?? "") }) else { return }
        kill(number, signal)
    }

    /// The member that takes writes now; nil for none.
    ///
    /// - Parameter gone: a member that is not asked, as it is frozen or just stepped down.
    public func primary(besides gone: Member? = nil) async -> Member? {
        for member in members where member != gone {
            let reply = try? await asking(member) { try await $0.run(["hello": 1]) }
            if reply?["isWritablePrimary"]?.bool == true { return member }
        }
        return nil
    }

    /// Waits until a member takes writes.
    ///
    /// - Parameter gone: a member that does not count.
    /// - Throws: ``LocalMongoError`` when there is none within 60 seconds.
    @discardableResult
    public func waitForPrimary(besides gone: Member? = nil) async throws -> Member {
        for _ in 0..<600 {
            if let member = await primary(besides: gone) { return member }
            try await Task.sleep(for: .milliseconds(100))
        }
        throw LocalMongoError("The replica set has no primary.")
    }

    /// Asks the primary to leave its place to another.
    ///
    /// - Throws: `MongoError` when it refuses.
    public func stepDown(for time: Duration = .seconds(10)) async throws {
        let member = try await waitForPrimary()
        try await asking(member) { client in
            let seconds = BSONValue.integer(time.components.seconds)
            _ = try await client.run(["replSetStepDown": seconds, "secondaryCatchUpPeriodSecs": 5], in: "admin")
        }
    }

    /// Ends all members and removes their folders.
    public func stop() async {
        for member in members { signal(member, SIGCONT) }
        for member in members { signal(member, SIGKILL) }
        let all = guards.withLock { guards in
            defer { guards = [:] }
            return Array(guards.values)
        }
        for guardProcess in all { await guardProcess.stop() }
        for member in members { try? FileManager.default.removeItem(atPath: member.folder) }
    }

    private func initiate(_ electionTimeout: Duration) async throws {
        let list = members.map { member -> BSONValue in
            .document(["_id": .integer(Int64(member.number)), "host": .string("127.0.0.1:\(member.way)")])
        }
        let configuration: BSONDocument = [
            "_id": "gatehouse", "version": 1, "members": .array(BSONArray(list)),
            "settings": ["electionTimeoutMillis": .integer(electionTimeout.components.seconds * 1000)],
        ]
        try await asking(members[0]) { client in
            _ = try await client.run(["replSetInitiate": .document(configuration)], in: "admin")
        }
        try await waitForPrimary()
    }

    /// Asks one member directly.
    private func asking<Answer: Sendable>(
        _ member: Member, _ body: (MongoClient) async throws -> Answer
    ) async throws -> Answer {
        var settings = MongoSettings(
            url: "mongodb://127.0.0.1:\(member.port)/admin?directConnection=true&serverSelectionTimeoutMS=1000")
        settings.poolSize = 1
        let client = try MongoClient(settings)
        do {
            let answer = try await body(client)
            try await client.shutdown()
            return answer
        } catch {
            try? await client.shutdown()
            throw error
        }
    }
}
