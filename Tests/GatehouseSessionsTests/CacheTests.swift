import Foundation
import GatehouseBSON
import GatehouseSessions
import Testing

@Suite("The cache")
struct CacheTests {
    static func record(_ text: String = "x", endsIn seconds: Double = 100, from now: Date = Date()) -> SessionRecord {
        SessionRecord(
            data: ["text": .string(text)], createdAt: now, lastSeenAt: now, expiresAt: now.addingTimeInterval(seconds))
    }

    @Test("keeps within its bytes; what was not used for longest goes first")
    func bounded() async throws {
        let store = CacheSessionStore(capacity: 100_000, shards: 1)
        var tokens: [SessionToken] = []
        let first = try await store.create(Self.record())
        for _ in 0..<1000 {
            tokens.append(try await store.create(Self.record()))
            #expect(try await store.load(first) != nil)
            #expect(store.size <= 100_000)
        }
        #expect(store.count + store.evictions == 1001 && store.evictions > 800)
        for token in tokens.suffix(store.count - 1) { #expect(try await store.load(token) != nil) }
        for token in tokens.prefix(1001 - store.count) { #expect(try await store.load(token) == nil) }
    }

    @Test("one that is larger than its share is refused, and nothing else goes for it")
    func tooLarge() async throws {
        let store = CacheSessionStore(capacity: 20_000, shards: 2)
        let token = try await store.create(Self.record())
        let large = Self.record(String(repeating: "x", count: 10_000))
        await #expect(throws: SessionError.tooLarge) { try await store.create(large) }
        var changes = SessionChanges(lastSeenAt: Date(), expiresAt: Date().addingTimeInterval(9))
        changes.set = large.data
        await #expect(throws: SessionError.tooLarge) { try await store.update(token, changes) }
        await #expect(throws: SessionError.tooLarge) { try await store.replace(token, changes) }
        #expect(try await store.load(token)?.data == ["text": "x"])
    }

    @Test("ended sessions make room before living ones, a few with each write")
    func expiry() async throws {
        let clock = Clock()
        let store = CacheSessionStore(capacity: 1 << 20, shards: 1, now: { clock.now })
        for _ in 0..<100 { _ = try await store.create(Self.record(endsIn: 10, from: clock.now)) }
        clock.advance(10)
        for written in 1...25 {
            _ = try await store.create(Self.record(endsIn: 10, from: clock.now))
            #expect(store.count == 100 - 4 * written + written)
        }
        #expect(store.evictions == 0)
    }

    @Test("all sessions of an account end, in whatever part they lie")
    func accounts() async throws {
        let store = CacheSessionStore()
        for number in 0..<200 {
            var record = Self.record()
            record.account = number % 2 == 0 ? "even" : "odd"
            _ = try await store.create(record)
        }
        #expect(try await store.revokeAll(of: "even", except: nil) == 100)
        #expect(try await store.sessions(of: "even", limit: 1000).isEmpty && store.count == 100)
        #expect(try await store.sessions(of: "odd", limit: 1000).count == 100)
    }
}
