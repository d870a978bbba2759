import Foundation
import GatehouseBSON
import GatehouseMongo
import GatehouseMongoStores
import GatehouseSessions
import GatehouseTesting
import Synchronization
import Testing

@Suite("Sessions")
struct SessionTests {
    struct Cart: Codable, Equatable { var items: [String] }

    @Test("values of any type come back in the next request")
    func values() async throws {
        let store = CacheSessionStore()
        let first = try await Session(nil, store: store, policy: SessionPolicy())
        first["cart", as: Cart.self] = Cart(items: ["a", "b"])
        first["gone", as: Int.self] = 1
        first["gone", as: Int.self] = nil
        #expect(try await first.save())
        let next = try await Session(first.token, store: store, policy: SessionPolicy())
        #expect(next["cart", as: Cart.self] == Cart(items: ["a", "b"]))
        #expect(next["other", as: String.self] == nil)
        #expect(next.keys == ["cart"])
        // Of another type: nil by subscript, an error by the method that tells.
        #expect(next["cart", as: Int.self] == nil)
        #expect(throws: DecodingError.self) { try next.value("cart", as: Int.self) }
    }

    @Test("a value that cannot be stored fails the save and nothing is written")
    func unencodable() async throws {
        let store = CacheSessionStore()
        let session = try await Session(nil, store: store, policy: SessionPolicy())
        session["fine", as: Int.self] = 1
        session["large", as: UInt64.self] = UInt64.max
        await #expect(throws: SessionError.unencodable("large")) { try await session.save() }
        #expect(store.count == 0)
        #expect(throws: BSONError.self) { try session.set(UInt64.max, for: "large") }
    }

    @Test("keys are compared byte by byte")
    func keys() async throws {
        let session = try await Session(nil, store: CacheSessionStore(), policy: SessionPolicy())
        session["\u{E9}", as: Int.self] = 1
        session["e\u{301}", as: Int.self] = 2
        #expect(session["\u{E9}", as: Int.self] == 1 && session["e\u{301}", as: Int.self] == 2)
        session.clear()
        #expect(session.keys.isEmpty && session.isAccessed && session.isModified)
    }

    @Test("a session that nobody asks for costs no look-up, and is one and the same for all who ask")
    func lazy() async throws {
        let store = CountingSessionStore(CacheSessionStore())
        let first = try await Session(nil, store: store, policy: SessionPolicy())
        first["k", as: Int.self] = 1
        try await first.save()
        let lazy = LazySession(cookie: first.token?.text, store: store, policy: SessionPolicy())
        #expect(lazy.loaded == nil && store.calls == ["create": 1])
        let (one, two) = (try await lazy.load(), try await lazy.load())
        #expect(one === two && store.calls == ["create": 1, "load": 1])
        for text in ["", "$", String(repeating: "a", count: 8192)] {
            let none = try await LazySession(cookie: text, store: store, policy: SessionPolicy()).load()
            #expect(none.token == nil)
        }
        #expect(store.calls == ["create": 1, "load": 1])
    }

    @Test("C1: the store holds the hash of the token only")
    func hashed() async throws {
        try await TestMongo.withClient { client in
            let store = MongoSessionStore(client: client)
            let session = try await Session(nil, store: store, policy: SessionPolicy())
            try session.set("x", for: "k")
            _ = try await session.save()
            let token = try #require(session.token)
            let stored = try #require(try await client.collection("sessions").findOne([:]))
            #expect(stored["_id"] == .binary(BSONBinary(token.id.bytes)))
            #expect(!String(describing: Array(stored)).contains(token.text))
            #expect(token.text.utf8.count == 43)
        }
    }

    @Test("C2: a token that the store does not know is not taken on")
    func planted() async throws {
        let planted = SessionToken()
        let session = try await Session(planted, store: CacheSessionStore(), policy: SessionPolicy())
        #expect(session.token == nil)
        try session.set(1, for: "k")
        _ = try await session.save()
        #expect(session.token != nil && session.token != planted)
    }

    @Test("C3: what cannot be a token is none", arguments: ["", "$", "short", String(repeating: "a", count: 8192)])
    func malformed(text: String) { #expect(SessionToken(text) == nil) }

    @Test("C4: a session that holds nothing is not stored")
    func empty() async throws {
        let store = CacheSessionStore()
        let session = try await Session(nil, store: store, policy: SessionPolicy())
        #expect(try session.value("k", as: Int.self) == nil)
        #expect(try await !session.save())
        #expect(store.count == 0)
    }

    @Test("C7: it ends when its age is over, whether or not the store removed it")
    func expiry() async throws {
        let clock = Clock()
        let store = CacheSessionStore(now: { Date(timeIntervalSince1970: 0) })
        let session = try await Session(nil, store: store, policy: clock.policy)
        try session.set(1, for: "k")
        _ = try await session.save()
        clock.advance(1_209_599)
        #expect(try await Session(session.token, store: store, policy: clock.policy).token != nil)
        clock.advance(1)
        #expect(try await Session(session.token, store: store, policy: clock.policy).token == nil)
        #expect(store.count == 1)
    }

    @Test("C7: it ends after its greatest age, however much it is used")
    func absoluteExpiry() async throws {
        let clock = Clock()
        let store = CacheSessionStore(now: { Date(timeIntervalSince1970: 0) })
        let first = try await Session(nil, store: store, policy: clock.policy)
        try first.set(1, for: "k")
        _ = try await first.save()
        for _ in 0..<7 {
            clock.advance(1_000_000)
            _ = try await Session(first.token, store: store, policy: clock.policy).save()
        }
        clock.advance(775_999)
        #expect(try await Session(first.token, store: store, policy: clock.policy).token != nil)
        clock.advance(1)
        #expect(try await Session(first.token, store: store, policy: clock.policy).token == nil)
    }

    @Test("an ordinary request writes nothing until the last use is old enough to note")
    func touch() async throws {
        let clock = Clock()
        let store = CacheSessionStore(now: { Date(timeIntervalSince1970: 0) })
        let session = try await Session(nil, store: store, policy: clock.policy)
        try session.set(1, for: "k")
        _ = try await session.save()
        clock.advance(299)
        #expect(try await !Session(session.token, store: store, policy: clock.policy).save())
        clock.advance(1)
        #expect(try await Session(session.token, store: store, policy: clock.policy).save())
    }

    @Test("a new token ends the old one and keeps the values, also those written meanwhile")
    func cycle() async throws {
        try await TestMongo.withClient { client in
            let store = MongoSessionStore(client: client)
            let first = try await Session(nil, store: store, policy: SessionPolicy())
            try first.set("kept", for: "a")
            _ = try await first.save()
            let rotating = try await Session(first.token, store: store, policy: SessionPolicy())
            let writing = try await Session(first.token, store: store, policy: SessionPolicy())
            try writing.set("late", for: "b")
            _ = try await writing.save()
            rotating.cycleToken()
            _ = try await rotating.save()
            #expect(rotating.token != first.token)
            #expect(try await Session(first.token, store: store, policy: SessionPolicy()).token == nil)
            let next = try await Session(rotating.token, store: store, policy: SessionPolicy())
            #expect(try next.value("a", as: String.self) == "kept")
            #expect(try next.value("b", as: String.self) == "late")
        }
    }

    @Test("C6: a late save never brings an ended session back")
    func noRevival() async throws {
        try await TestMongo.withClient { client in
            let store = MongoSessionStore(client: client)
            for _ in 0..<20 {
                let first = try await Session(nil, store: store, policy: SessionPolicy())
                try first.set(1, for: "k")
                _ = try await first.save()
                let late = try await Session(first.token, store: store, policy: SessionPolicy())
                try late.set(2, for: "k")
                async let flushed: Void = first.flush()
                _ = try? await late.save()
                try await flushed
                #expect(try await Session(late.token, store: store, policy: SessionPolicy()).token == nil)
            }
            #expect(try await client.collection("sessions").findOne([:]) == nil)
        }
    }

    @Test("the request whose session ended meanwhile is told")
    func interrupted() async throws {
        let store = CacheSessionStore()
        let first = try await Session(nil, store: store, policy: SessionPolicy())
        try first.set(1, for: "k")
        _ = try await first.save()
        let late = try await Session(first.token, store: store, policy: SessionPolicy())
        try await first.flush()
        try late.set(2, for: "k")
        await #expect(throws: SessionError.interrupted) { try await late.save() }
    }

    @Test("two requests at a time keep each other's values")
    func parallelKeys() async throws {
        try await TestMongo.withClient { client in
            let store = MongoSessionStore(client: client)
            let first = try await Session(nil, store: store, policy: SessionPolicy())
            try first.set(0, for: "start")
            _ = try await first.save()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        let session = try await Session(first.token, store: store, policy: SessionPolicy())
                        try session.set(number, for: "key.\(number)")
                        _ = try await session.save()
                    }
                }
                try await group.waitForAll()
            }
            let last = try await Session(first.token, store: store, policy: SessionPolicy())
            for number in 0..<50 { #expect(try last.value("key.\(number)", as: Int.self) == number) }
        }
    }

    @Test("a key may hold what MongoDB's updates take for something else")
    func oddKeys() async throws {
        try await TestMongo.withClient { client in
            let store = MongoSessionStore(client: client)
            let keys = ["a.b", "$set", "%2E", "", "é", "e\u{301}", "a\u{0}b", "%", ".\u{301}", "%25"]
            let first = try await Session(nil, store: store, policy: SessionPolicy())
            for key in keys { try first.set(key, for: key) }
            _ = try await first.save()
            let second = try await Session(first.token, store: store, policy: SessionPolicy())
            for key in keys { try second.set(key + "!", for: key) }
            _ = try await second.save()
            let third = try await Session(first.token, store: store, policy: SessionPolicy())
            for key in keys { #expect(try third.value(key, as: String.self) == key + "!") }
        }
    }
}
