import Foundation
import GatehouseBSON
import GatehouseMongoStores
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Testing

@Suite("C13: tokens that were replaced")
struct ReplacedTokenTests {
    /// The engines that can tell; a signed cookie of before is a session as good as the new one.
    static let engines = ["cache", "file", "database", "cached-database", "django"]

    private func withStore(_ engine: String, _ clock: Clock, _ body: (any SessionStore) async throws -> Void)
        async throws
    {
        switch engine {
        case "cache": try await body(CacheSessionStore(now: { clock.now }))
        case "file": try await withFolder { try await body(try FileSessionStore(folder: $0)) }
        default:
            try await TestMongo.withClient { client in
                let store: any SessionStore =
                    switch engine {
                    case "django":
                        DjangoSessionStore(
                            client: client, layout: .mongoEngine, keys: SecretKeys("a key for tests only"),
                            policy: clock.policy)
                    case "cached-database": CachedSessionStore(client: client, policy: clock.policy)
                    default: MongoSessionStore(client: client)
                    }
                try await withListening([store]) { try await body($0[0]) }
            }
        }
    }

    /// A clock at the real time, since MongoDB goes by its own.
    private func clock() -> Clock { Clock(Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down))) }

    private func start(_ store: any SessionStore, _ policy: SessionPolicy) async throws -> SessionToken {
        let session = try await Session(nil, store: store, policy: policy)
        try session.set(1, for: "a")
        try await session.save()
        return try #require(session.token)
    }

    private func rotate(_ token: SessionToken, _ store: any SessionStore, _ policy: SessionPolicy) async throws
        -> Session
    {
        let session = try await Session(token, store: store, policy: policy)
        session.cycleToken()
        try await session.save()
        return session
    }

    @Test("are known for ten seconds: they let nobody in, and nothing is saved under them", arguments: engines)
    func known(engine: String) async throws {
        let clock = clock()
        try await withStore(engine, clock) { store in
            let old = try await start(store, clock.policy)
            let new = try await rotate(old, store, clock.policy)
            for seconds in [0.0, 9] {
                clock.advance(seconds)
                let late = try await Session(old, store: store, policy: clock.policy)
                #expect(late.isReplaced && late.token == nil && late.keys.isEmpty && late.record == nil)
                #expect(try await !late.save())
                try late.set(2, for: "a")
                await #expect(throws: SessionError.replaced) { try await late.save() }
            }
            clock.advance(1)
            let later = try await Session(old, store: store, policy: clock.policy)
            #expect(!later.isReplaced && later.token == nil)
            try later.set(3, for: "a")
            #expect(try await later.save() && later.token != old)
            let kept = try await Session(new.token, store: store, policy: clock.policy)
            #expect(kept["a", as: Int.self] == 1)
        }
    }

    @Test(
        "a request that was under way loses a note of its use, is told of a lost value, and may sign in",
        arguments: engines)
    func underWay(engine: String) async throws {
        let clock = clock()
        try await withStore(engine, clock) { store in
            let old = try await start(store, clock.policy)
            let looking = try await Session(old, store: store, policy: clock.policy)
            let writing = try await Session(old, store: store, policy: clock.policy)
            let entering = try await Session(old, store: store, policy: clock.policy)
            let new = try await rotate(old, store, clock.policy)
            clock.advance(1)
            try writing.set(2, for: "a")
            await #expect(throws: SessionError.replaced) { try await writing.save() }
            entering.setAccountKey("7")
            try entering.set("7", for: "_auth_user_id")
            #expect(try await entering.save())
            #expect(entering.token != old && entering.token != new.token)
            let entered = try await Session(entering.token, store: store, policy: clock.policy)
            #expect(entered.accountKey == "7" && entered["a", as: Int.self] == 1)
            clock.advance(400)
            // By now its use would be noted.
            #expect(looking.needsSave)
            #expect(try await !looking.save())
        }
    }

    @Test("C6: one that was ended is not told of as replaced", arguments: engines)
    func ended(engine: String) async throws {
        let clock = clock()
        try await withStore(engine, clock) { store in
            let token = try await start(store, clock.policy)
            let late = try await Session(token, store: store, policy: clock.policy)
            try await Session(token, store: store, policy: clock.policy).flush()
            try late.set(2, for: "a")
            await #expect(throws: SessionError.interrupted) { try await late.save() }
            #expect(try await !Session(token, store: store, policy: clock.policy).isReplaced)
        }
    }

    @Test("an engine that remembers them in memory forgets the oldest, and all after ten seconds")
    func bounded() {
        let clock = Clock()
        let tokens = ReplacedTokens(most: 3)
        let ids = (0..<5).map { SessionID(hashing: [UInt8($0)]) }
        for id in ids { tokens.note(id, at: clock.now) }
        #expect(ids.map { tokens.record($0) != nil } == [false, false, true, true, true])
        clock.advance(10)
        tokens.note(ids[0], at: clock.now)
        #expect(ids.map { tokens.record($0) != nil } == [true, false, false, false, false])
    }
}

@Suite("C14: several cookies of one name")
struct SeveralTokensTests {
    private let policy = SessionPolicy()

    private func start(_ value: Int, _ store: any SessionStore) async throws -> String {
        let session = try await Session(nil, store: store, policy: policy)
        try session.set(value, for: "a")
        try await session.save()
        return try #require(session.token).text
    }

    @Test("the first that leads to a session counts, whatever stands before it")
    func first() async throws {
        let store = CacheSessionStore()
        let (good, other) = (try await start(1, store), try await start(2, store))
        let replaced = try await start(3, store)
        let rotating = try await LazySession(cookie: replaced, store: store, policy: policy).load()
        rotating.cycleToken()
        try await rotating.save()
        for cookies in [
            [good], [good, other], ["nonsense", good], [SessionToken().text, good], [replaced, good, other],
            [SessionToken().text, SessionToken().text, "", good, other],
        ] {
            let session = try await LazySession(cookies: cookies, store: store, policy: policy).load()
            #expect(session["a", as: Int.self] == 1 && !session.isReplaced, "\(cookies.count)")
        }
        let many = (0..<LazySession.mostCookies).map { _ in SessionToken().text } + [good]
        #expect(try await LazySession(cookies: many, store: store, policy: policy).load().token == nil)
        #expect(
            try await LazySession(cookies: [SessionToken().text, replaced], store: store, policy: policy).load()
                .isReplaced)
    }

    @Test("ending the session ends those of all of them")
    func flush() async throws {
        let store = CacheSessionStore()
        let cookies = [SessionToken().text, try await start(1, store), try await start(2, store)]
        try await LazySession(cookies: cookies, store: store, policy: policy).load().flush()
        #expect(store.count == 0)
    }
}
