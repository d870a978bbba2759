import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing
import VectorFiles

/// `middleware` of `Tests/Vectors/sessions.json`, for the engines other than Django's own rows, which are
/// ``DjangoMiddlewareVectorTests``; and `constants`. Where we differ, `Tests/left-out-vectors.json` says why.
@Suite("Django's middleware with its other engines")
struct DjangoEngineVectorTests {
    private let keys = SecretKeys("django-insecure-public-vector-key-(0)!@#$%^&*-_=+abcdefghij")
    private let now = Date(timeIntervalSince1970: 1_700_000_000)

    private func vectors(_ engine: String) throws -> [Vectors.Case] {
        try Vectors.cases("sessions", "middleware").filter { $0["engine"] == engine }
    }

    private func settings(_ vector: Vectors.Case) throws -> WebSettings {
        var web = WebSettings()
        web.isHTTPS = false
        web.sessions.now = { [now] in now }
        web.sessions.touchInterval = SessionPolicy.never
        try DjangoMiddlewareVectorTests().apply(vector["settings", as: [String: Any].self] ?? [:], to: &web)
        return web
    }

    @Test("every engine of the vectors is compared")
    func engines() throws {
        let all = Set(try Vectors.cases("sessions", "middleware").compactMap { $0["engine", as: String.self] })
        #expect(all == ["db", "signed_cookies", "cache", "cached_db"])
    }

    @Test("signed cookies: the same requests leave the same cookies, with the same in them")
    func signedCookies() async throws {
        let same = DjangoMiddlewareVectorTests()
        let codec = DjangoSessionCodec(keys: keys, salt: DjangoSessionCodec.signedCookieSalt)
        let all = try vectors("signed_cookies")
        #expect(all.count > 35)
        for vector in all {
            let web = try settings(vector)
            let store = SignedCookieSessionStore(keys: keys, policy: web.sessions)
            let page = try await same.answer(vector, web, store)
            try same.check(vector, page, web)
            guard let ours = Self.value(page.headers[.setCookie]),
                let theirs = Self.value(vector["set_cookie", as: String.self])
            else { continue }
            var data = try codec.decode(ours)
            data["_gatehouse"] = nil
            #expect(data == (try codec.decode(theirs)), "\(vector.id)")
        }
    }

    /// What a cookie that is set holds; nil for one that is removed.
    private static func value(_ header: String?) -> String? {
        let text = header?.prefix { $0 != ";" }.split(separator: "=", maxSplits: 1).dropFirst().first.map(String.init)
        return text.flatMap { $0.isEmpty || $0 == "\"\"" ? nil : $0 }
    }

    @Test("in memory: what is written is kept under a key of our own")
    func cache() async throws {
        for vector in try vectors("cache") {
            let web = try settings(vector)
            let store = CacheSessionStore(now: { [now] in now })
            let page = try await DjangoMiddlewareVectorTests().answer(vector, web, store)
            try compare(vector, page, count: store.count)
        }
    }

    @Test("in memory and in the database: what is written is kept under a key of our own")
    func cachedDatabase() async throws {
        try await TestMongo.withClient { client in
            for vector in try vectors("cached_db") {
                let web = try settings(vector)
                let rows = client.collection("sessions")
                try await rows.deleteMany([:])
                let store = CachedSessionStore(client: client, policy: web.sessions)
                let page = try await DjangoMiddlewareVectorTests().answer(vector, web, store)
                try compare(vector, page, count: try await rows.find([:]).count)
            }
        }
    }

    /// Tokens of these engines have another shape; what matters is whether there is one, and that it is not the visitor's.
    private func compare(_ vector: Vectors.Case, _ page: TestBrowser.Page, count: Int) throws {
        let isWritten = vector["ops", as: [[Any]].self]?.contains { $0.first as? String == "set" } == true
        #expect(count == (isWritten ? 1 : 0), "\(vector.id)")
        #expect(page.headers[.vary] == vector["vary", as: String.self], "\(vector.id)")
        let ours = Self.value(page.headers[.setCookie])
        let theirs = Self.value(vector["set_cookie", as: String.self])
        #expect((ours == nil) == (theirs == nil), "\(vector.id)")
        if let ours { #expect(ours != vector["request_cookie", as: String.self], "\(vector.id)") }
    }

    @Test("the cookie has Django's name and attributes, and goes over HTTPS alone where there is any")
    func cookie() throws {
        let theirs: [String: Any] = try Vectors.object("sessions", "constants").get("settings")
        let ours = CookieOptions()
        #expect(ours.name == theirs["SESSION_COOKIE_NAME"] as? String)
        #expect(ours.path == theirs["SESSION_COOKIE_PATH"] as? String)
        #expect(ours.isHTTPOnly == theirs["SESSION_COOKIE_HTTPONLY"] as? Bool)
        #expect(ours.domain == theirs["SESSION_COOKIE_DOMAIN"] as? String)
        #expect(ours.sameSite == .lax && theirs["SESSION_COOKIE_SAMESITE"] as? String == "Lax")
        #expect(theirs["SESSION_COOKIE_SECURE"] as? Bool == false && ours.isSecure == nil)
    }
}
