import Foundation
import GatehouseBSON
import GatehouseBase
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Testing

@Suite("Sessions in cookies")
struct SignedCookieTests {
    private let keys = SecretKeys(DjangoVectorTests.key)

    @Test("a cookie of Django's is a session, until its age is over, however long its own expiry")
    func django() async throws {
        let clock = Clock()
        let store = SignedCookieSessionStore(keys: keys, policy: clock.policy)
        let text = "eyJhIjoxfQ:1r31eq:EAzE5Ku-fhDX4R6gEL1oXjhBOzwzoTKVrjQzXDDQuv4"
        let token = try #require(store.token(of: text))
        #expect(try await Session(token, store: store, policy: clock.policy)["a", as: Int.self] == 1)
        clock.advance(1_209_600)
        #expect(try await Session(token, store: store, policy: clock.policy).token != nil)
        clock.advance(1)
        #expect(try await Session(token, store: store, policy: clock.policy).token == nil)
    }

    @Test("C11: a cookie that was tampered with, or signed for something else, is none")
    func tampered() throws {
        let store = SignedCookieSessionStore(keys: keys, policy: SessionPolicy())
        for text in [
            "e30:1r31eq:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA",
            "eyJhIjoyfQ:1r31eq:EAzE5Ku-fhDX4R6gEL1oXjhBOzwzoTKVrjQzXDDQuv4",
            "eyJhIjoxfQ:1r31er:EAzE5Ku-fhDX4R6gEL1oXjhBOzwzoTKVrjQzXDDQuv4",
            "eyJhIjoxfQ:1r31eq:xzXjfWXunEtjM_1Nrbjys4nKmAfWcHTJwOuUr9ffjtw", "eyJhIjoxfQ", "::", "",
        ] {
            #expect(store.token(of: text) == nil, "\(text)")
        }
        let rotated = SignedCookieSessionStore(
            keys: SecretKeys("another", fallbacks: [keys.current]), policy: SessionPolicy())
        #expect(rotated.token(of: "eyJhIjoxfQ:1r31eq:EAzE5Ku-fhDX4R6gEL1oXjhBOzwzoTKVrjQzXDDQuv4") != nil)
    }

    @Test("one of exactly the age is still good, as in Django, and not a moment later")
    func age() async throws {
        let clock = Clock()
        let store = SignedCookieSessionStore(keys: keys, policy: clock.policy)
        let session = try await Session(nil, store: store, policy: clock.policy)
        try session.set(1, for: "a")
        try await session.save()
        clock.advance(clock.policy.age.inSeconds)
        #expect(try await Session(session.token, store: store, policy: clock.policy)["a", as: Int.self] == 1)
        clock.advance(1)
        #expect(try await Session(session.token, store: store, policy: clock.policy).token == nil)
    }

    @Test("what does not fit a cookie is refused, and the browser keeps what it has")
    func size() async throws {
        let store = SignedCookieSessionStore(keys: keys, policy: SessionPolicy())
        let session = try await Session(nil, store: store, policy: SessionPolicy())
        try session.set(1, for: "small")
        try await session.save()
        let before = session.token
        try session.set(SessionToken().text + RandomText.make(count: 6000), for: "large")
        await #expect(throws: SessionError.tooLarge) { try await session.save() }
        #expect(session.token == before)
        session.remove("large")
        #expect(try await session.save())
    }

    @Test("the identifier stays while the session keeps its token, and changes with it")
    func identifier() async throws {
        let store = SignedCookieSessionStore(keys: keys, policy: SessionPolicy())
        let session = try await Session(nil, store: store, policy: SessionPolicy())
        try session.set(1, for: "a")
        try await session.save()
        let (id, token) = (session.id, session.token)
        try session.set(2, for: "a")
        try await session.save()
        #expect(session.id == id && session.token != token)
        session.cycleToken()
        try await session.save()
        #expect(session.id != id)
        #expect(!store.canRevoke)
    }
}
