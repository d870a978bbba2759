import Foundation
import GatehouseMongo
import GatehouseMongoStores
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Testing

/// Engines of which two instances can share sessions.
enum SharedEngine: String, CaseIterable, Sendable {
    case database, cachedDatabase, django, file

    /// Two instances over the same sessions, each with a connection of its own.
    func withInstances(_ body: (any SessionStore, any SessionStore) async throws -> Void) async throws {
        switch self {
        case .file:
            try await withFolder { try await body(try FileSessionStore(folder: $0), try FileSessionStore(folder: $0)) }
        default:
            let settings = try await TestMongo.settings()
            let other = try MongoClient(settings)
            try await TestMongo.withClient(settings) { client in
                try await withListening([try await store(client), try await store(other)]) {
                    try await body($0[0], $0[1])
                }
                try await other.shutdown()
            }
        }
    }

    private func store(_ client: MongoClient) async throws -> any SessionStore {
        switch self {
        case .cachedDatabase: CachedSessionStore(client: client)
        case .django:
            DjangoSessionStore(
                client: client, layout: .mongoDBBackend, keys: SecretKeys("a key for tests only"),
                policy: SessionPolicy())
        default: MongoSessionStore(client: client)
        }
    }
}

/// Runs a test while the stores that listen to changes do so.
func withListening(_ stores: [any SessionStore], _ body: ([any SessionStore]) async throws -> Void) async throws {
    let listening = stores.compactMap { $0 as? CachedSessionStore }
    try await withThrowingTaskGroup(of: Void.self) { group in
        for store in listening { group.addTask { try await store.run() } }
        for store in listening { while !store.isListening { try await Task.sleep(for: .milliseconds(5)) } }
        try await body(stores)
        group.cancelAll()
    }
}

@Suite("R8, C6: requests at the same time", .serialized)
struct RaceTests {
    static let rounds = 1000

    @Test("on one instance and on two: no key lost, no session revived", arguments: SharedEngine.allCases, [1, 2])
    func races(engine: SharedEngine, instances: Int) async throws {
        let rounds = Self.rounds
        try await engine.withInstances { first, second in
            let second = instances == 1 ? first : second
            var lost = 0
            var revived = 0
            var interrupted = 0
            try await inRounds(rounds) { _ in
                let twoKeys = try await Self.twoKeys(first, second)
                let rotation = try await Self.rotation(first, second)
                let signOut = try await Self.signOut(first, second)
                return Outcome(
                    lost: twoKeys + rotation.lost, revived: rotation.revived + signOut,
                    interrupted: rotation.interrupted)
            } add: { outcome in
                lost += outcome.lost
                revived += outcome.revived
                interrupted += outcome.interrupted
            }
            print(
                "\(engine.rawValue), \(instances) instance(s), \(rounds) rounds each: "
                    + "lost \(lost), revived \(revived), told that the session ended \(interrupted)")
            #expect(lost == 0 && revived == 0)
        }
    }

    @Test("sessions revoked while one of them gets a new token are gone", arguments: SharedEngine.allCases)
    func revocation(engine: SharedEngine) async throws {
        // Some engines go through all sessions to find an account's.
        let rounds = [.database, .cachedDatabase].contains(engine) ? 300 : 60
        try await engine.withInstances { first, second in
            var left = 0
            try await inRounds(rounds) { _ in
                Outcome(revived: try await Self.revokeAll(first, second))
            } add: {
                left += $0.revived
            }
            #expect(left == 0)
        }
    }

    struct Outcome: Sendable {
        var lost = 0
        var revived = 0
        var interrupted = 0
    }

    private func inRounds(
        _ rounds: Int, _ work: @escaping @Sendable (Int) async throws -> Outcome, add: (Outcome) -> Void
    ) async throws {
        try await withThrowingTaskGroup(of: Outcome.self) { group in
            for round in 0..<rounds {
                if round >= 8, let outcome = try await group.next() { add(outcome) }
                group.addTask { try await work(round) }
            }
            for try await outcome in group { add(outcome) }
        }
    }

    private static func start(_ store: any SessionStore) async throws -> SessionToken {
        let session = try await Session(nil, store: store, policy: SessionPolicy())
        try session.set(0, for: "start")
        try await session.save()
        return try #require(session.token)
    }

    private static func open(_ token: SessionToken, _ store: any SessionStore) async throws -> Session {
        try await Session(token, store: store, policy: SessionPolicy())
    }

    /// Two requests that each set a key; how many keys are missing afterwards.
    private static func twoKeys(_ first: any SessionStore, _ second: any SessionStore) async throws -> Int {
        let token = try await start(first)
        let (one, two) = (try await open(token, first), try await open(token, second))
        try one.set(1, for: "one")
        try two.set(2, for: "two")
        async let savedOne = one.save()
        async let savedTwo = two.save()
        _ = try await (savedOne, savedTwo)
        let last = try #require(try await first.load(token)).data
        return ["start", "one", "two"].count { last[$0] == nil }
    }

    /// A request that asks for a new token beside one that sets a key.
    private static func rotation(_ first: any SessionStore, _ second: any SessionStore) async throws -> Outcome {
        let token = try await start(first)
        let (rotating, writing) = (try await open(token, first), try await open(token, second))
        rotating.cycleToken()
        try rotating.set(1, for: "rotated")
        try writing.set(2, for: "written")
        async let rotated = rotating.save()
        async let written = saved(writing)
        let (_, isWritten) = try await (rotated, written)
        var outcome = Outcome(interrupted: isWritten ? 0 : 1)
        let new = try #require(rotating.token)
        let last = try await open(new, first)
        for key in ["start", "rotated"] where last[key, as: Int.self] == nil { outcome.lost += 1 }
        if isWritten, last["written", as: Int.self] != 2 { outcome.lost += 1 }
        if try await first.update(token, SessionChanges(lastSeenAt: Date(), expiresAt: Date())) != nil {
            outcome.revived += 1
        }
        return outcome
    }

    /// A sign-out beside a request that sets a key; how many sessions are there afterwards.
    private static func signOut(_ first: any SessionStore, _ second: any SessionStore) async throws -> Int {
        let token = try await start(first)
        let (leaving, writing) = (try await open(token, first), try await open(token, second))
        try writing.set(1, for: "late")
        async let left: Void = leaving.flush()
        async let written = saved(writing)
        _ = try await (left, written)
        return try await first.update(token, SessionChanges(lastSeenAt: Date(), expiresAt: Date())) == nil ? 0 : 1
    }

    /// All sessions of an account are revoked beside a request that asks for a new token; how many are there afterwards.
    private static func revokeAll(_ first: any SessionStore, _ second: any SessionStore) async throws -> Int {
        guard let directory = second as? any SessionDirectory else { return 0 }
        let account = UUID().uuidString
        let session = try await Session(nil, store: first, policy: SessionPolicy())
        session.setAccountKey(account)
        try session.set(account, for: "_auth_user_id")
        try await session.save()
        let rotating = try await open(try #require(session.token), first)
        rotating.cycleToken()
        async let rotated = saved(rotating)
        async let revoked = directory.revokeAll(of: account, except: nil)
        _ = try await (rotated, revoked)
        // What was saved after the revocation was revoked with it; what was there before is gone.
        return try await directory.sessions(of: account, limit: 10).count
    }

    private static func saved(_ session: Session) async throws -> Bool {
        do {
            return try await session.save()
        } catch let error as SessionError where [.interrupted, .replaced].contains(error) {
            return false
        }
    }
}
