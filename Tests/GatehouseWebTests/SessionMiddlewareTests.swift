import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import HelloExample

/// A site without accounts over a store: `/` looks at nothing, `/read` and `/write` do what they say.
func withSessions<Result>(
    _ store: any SessionStore, change: (inout WebSettings) -> Void = { _ in },
    _ body: (Router<GatehouseContext<User>>) async throws -> Result
) async throws -> Result {
    var settings = WebSettings()
    settings.isHTTPS = false
    change(&settings)
    let router = Router(context: GatehouseContext<User>.self)
    router.addMiddleware { SessionMiddleware(store: store, settings: settings) }
    router.get("/") { _, _ in "untouched" }
    router.get("read") { _, context in try await context.session["k", as: String.self] ?? "none" }
    router.get("write") { request, context in
        let session = try await context.session
        session["k", as: String.self] = request.uri.queryParameters["v"].map(String.init) ?? "v"
        return "written"
    }
    router.get("flush") { _, context in
        try await context.session.flush()
        return "flushed"
    }
    router.get("cycle") { _, context in
        try await context.session.cycleToken()
        return "cycled"
    }
    router.get("expiry") { request, context in
        let seconds = request.uri.queryParameters["s"].flatMap { Int($0) }
        let session = try await context.session
        session["k", as: String.self] = "v"
        session.setExpiry(seconds.map { .idle(.seconds($0)) })
        return "set"
    }
    router.get("fail") { _, context -> Response in
        try await context.session.set("v", for: "k")
        return Response(status: .internalServerError)
    }
    return try await body(router)
}

@Suite("The middleware of sessions")
struct SessionMiddlewareTests {
    @Test("a page that does not look at the session costs no look-up, with whatever cookie")
    func untouched() async throws {
        let store = CountingSessionStore(CacheSessionStore())
        try await withSessions(store) { router in
            let browser = TestBrowser(router)
            try await browser.get("/write")
            store.reset()
            let page = try await browser.get("/")
            #expect(store.calls.isEmpty && page.headers[.vary] == nil && page.headers[.setCookie] == nil)
            #expect(try await browser.get("/read").body == "v")
            #expect(store.calls == ["load": 1])
            #expect(try await TestBrowser(router).get("/read").body == "none")
            #expect(store.calls == ["load": 1])
        }
    }

    @Test("C3, C4: 10,000 random cookies: no row, and no look-up for those that cannot be tokens")
    func random() async throws {
        let cache = CacheSessionStore()
        let store = CountingSessionStore(cache)
        let chance = RandomBytes()
        try await withSessions(store) { router in
            var wellFormed = 0
            for number in 0..<10_000 {
                let browser = TestBrowser(router)
                let text = number % 10 == 0 ? SessionToken().text : chance.cookie(number)
                let isWellFormed = store.token(of: text) != nil
                if isWellFormed { wellFormed += 1 }
                browser.cookies["sessionid"] = text
                let page = try await browser.get("/read")
                #expect(page.body == "none")
                // The store may not know one that the browser has replaced by now.
                #expect((browser.cookies["sessionid"] != nil) == isWellFormed)
            }
            #expect(cache.count == 0 && store.calls == ["load": wellFormed] && wellFormed == 1000)
            print("10,000 random cookies: \(cache.count) rows, \(wellFormed) look-ups, all for well-formed ones")
        }
    }

    @Test("C2: what is written under a token that nobody knows gets a new one")
    func planted() async throws {
        let store = CacheSessionStore()
        try await withSessions(store) { router in
            let browser = TestBrowser(router)
            let planted = SessionToken().text
            browser.cookies["sessionid"] = planted
            try await browser.get("/write")
            let token = try #require(browser.cookies["sessionid"])
            #expect(token != planted && store.count == 1)
            #expect(try await browser.get("/read").body == "v")
        }
    }

    @Test("with an answer of 500 nothing is saved, and flushing takes the cookie away with any status")
    func failing() async throws {
        let store = CacheSessionStore()
        try await withSessions(store) { router in
            let browser = TestBrowser(router)
            #expect(try await browser.get("/fail").headers[.setCookie] == nil)
            #expect(store.count == 0)
            try await browser.get("/write")
            let page = try await browser.get("/flush")
            #expect(page.headers[.setCookie] == "sessionid=; Max-Age=0; Path=/; HttpOnly; SameSite=Lax")
            #expect(store.count == 0 && page.headers[.vary] == "Cookie")
        }
    }

    @Test("the cookie lives as long as the session's own expiry says")
    func maxAge() async throws {
        try await withSessions(CacheSessionStore()) { router in
            for (path, attribute) in [
                ("/expiry?s=60", "Max-Age=60"), ("/expiry?s=0", nil), ("/expiry", "Max-Age=1209600"),
                ("/expiry?s=-5", "Max-Age=-5"),
            ] {
                let cookie = try #require(try await TestBrowser(router).get(path).headers[.setCookie])
                let found = cookie.split(separator: "; ").first { $0.hasPrefix("Max-Age") }.map(String.init)
                #expect(found == attribute, "\(path)")
            }
        }
        try await withSessions(CacheSessionStore()) {
            $0.sessions.endsAtBrowserClose = true
        } _: { router in
            let cookie = try #require(try await TestBrowser(router).get("/write").headers[.setCookie])
            #expect(!cookie.contains("Max-Age"))
            #expect(
                try await TestBrowser(router).get("/expiry?s=90").headers[.setCookie]?.contains("Max-Age=90") == true)
        }
    }

    @Test("C9: every attribute of the cookie can be set, and the prefix goes where it would not hold")
    func attributes() async throws {
        let cases: [((inout CookieOptions) -> Void, Bool, String)] = [
            ({ _ in }, true, "__Host-sessionid=T; Max-Age=300; Path=/; HttpOnly; SameSite=Lax; Secure"),
            ({ _ in }, false, "sessionid=T; Max-Age=300; Path=/; HttpOnly; SameSite=Lax"),
            ({ $0.usesHostPrefix = false }, true, "sessionid=T; Max-Age=300; Path=/; HttpOnly; SameSite=Lax; Secure"),
            (
                {
                    $0.name = "sid"
                    $0.domain = ".example.com"
                    $0.path = "/app"
                    $0.isHTTPOnly = false
                    $0.sameSite = .strict
                }, true, "sid=T; Domain=.example.com; Max-Age=300; Path=/app; SameSite=Strict; Secure"
            ),
            ({ $0.sameSite = nil }, false, "sessionid=T; Max-Age=300; Path=/; HttpOnly"),
            (
                {
                    $0.isSecure = true
                    $0.sameSite = .unprotectedNone
                }, false, "__Host-sessionid=T; Max-Age=300; Path=/; HttpOnly; SameSite=None; Secure"
            ),
        ]
        for (change, isHTTPS, expected) in cases {
            try await withSessions(CacheSessionStore()) {
                $0.isHTTPS = isHTTPS
                $0.sessions.age = .seconds(300)
                change(&$0.sessionCookie)
            } _: { router in
                let cookie = try #require(try await TestBrowser(router).get("/write").headers[.setCookie])
                #expect(cookie.replacing(#/=[A-Za-z0-9_-]{43};/#, with: "=T;") == expected)
            }
        }
    }

    @Test(
        "when every request saves, one that looks at nothing writes and sends the cookie, for a session that is there")
    func savesEveryRequest() async throws {
        let store = CountingSessionStore(CacheSessionStore())
        try await withSessions(store) {
            $0.sessions.savesEveryRequest = true
        } _: { router in
            let browser = TestBrowser(router)
            #expect(try await browser.get("/").headers[.setCookie] == nil)
            try await browser.get("/write")
            store.reset()
            let page = try await browser.get("/")
            #expect(store.calls == ["load": 1, "update": 1])
            // CVE-2026-35192: an answer that sets the cookie must not be kept for somebody else.
            #expect(page.headers[.setCookie] != nil && page.headers[.vary] == "Cookie")
            #expect(page.headers[.cacheControl] == "no-store")
        }
    }

    @Test("C6: the request whose session ended meanwhile is told, with 400, and nothing is revived")
    func interrupted() async throws {
        let cache = CacheSessionStore()
        let store = EndingStore(base: cache)
        try await withSessions(store) { router in
            let browser = TestBrowser(router)
            try await browser.get("/write")
            let page = try await browser.get("/write?v=late")
            #expect(page.status == .badRequest && page.body.contains("The session ended"))
            #expect(cache.count == 0)
        }
    }

    @Test("from where a session is used is noted, unless that is turned off")
    func clients() async throws {
        for records in [true, false] {
            let store = CacheSessionStore()
            try await withSessions(store) {
                $0.recordsClients = records
            } _: { router in
                try await TestBrowser(router).get("/write", headers: [.userAgent: "Netscape/1.0"])
                let client = try await store.sessions(of: nil, limit: 1)[0].client
                #expect(client == SessionClient(address: nil, userAgent: records ? "Netscape/1.0" : nil))
            }
        }
    }

    @Test("signed cookies carry the session from page to page, and CSRF tokens stay good while it changes")
    func signedCookies() async throws {
        let keys = SecretKeys("a key for tests only")
        let store = SignedCookieSessionStore(keys: keys, policy: SessionPolicy())
        try await withSessions(store) { router in
            let browser = TestBrowser(router)
            try await browser.get("/write?v=one")
            let id = store.token(of: try #require(browser.cookies["sessionid"]))?.id
            #expect(try await browser.get("/read").body == "one")
            try await browser.get("/write?v=two")
            #expect(try await browser.get("/read").body == "two")
            #expect(store.token(of: try #require(browser.cookies["sessionid"]))?.id == id)
            try await browser.get("/flush")
            #expect(browser.cookies["sessionid"] == nil)
        }
    }

    @Test("a signed cookie that cannot be read is not answered with a cookie: another instance may have its key")
    func tampered() async throws {
        let store = SignedCookieSessionStore(keys: SecretKeys("a key for tests only"), policy: SessionPolicy())
        try await withSessions(store) { router in
            let cookie: HTTPFields = [.cookie: "sessionid=e30:1r31eq:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"]
            for path in ["/", "/read"] {
                let page = try await TestBrowser(router).get(path, headers: cookie)
                #expect(page.status == .ok && page.headers[.setCookie] == nil, "\(path)")
            }
        }
    }

    /// Ends each session after it was read.
    struct EndingStore: SessionStore {
        let base: CacheSessionStore
        func load(_ token: SessionToken) async throws -> SessionRecord? {
            let record = try await base.load(token)
            try await base.delete(token)
            return record
        }
        func create(_ record: SessionRecord) async throws -> SessionToken { try await base.create(record) }
        func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
            try await base.update(token, changes)
        }
        func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
            try await base.replace(token, changes)
        }
        func delete(_ token: SessionToken) async throws { try await base.delete(token) }
    }

    /// Texts that are no tokens, of all lengths and characters that a header carries.
    struct RandomBytes {
        func cookie(_ number: Int) -> String {
            let characters = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_$%&'*+.^`|~".utf8)
            var length = Int.random(in: 0...120)
            if length == 43 { length = 44 }
            return String(decoding: (0..<length).map { _ in characters.randomElement() ?? 0x41 }, as: UTF8.self)
        }
    }
}
