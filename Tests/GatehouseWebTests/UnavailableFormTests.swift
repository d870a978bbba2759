import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

/// A store in memory that fails on demand.
private final class MoodyStore: SessionStore {
    private let base = CacheSessionStore()
    private let mood = Mutex((fails: false, asked: 0))

    /// How often it was asked while it failed.
    var asked: Int { mood.withLock { $0.asked } }
    func set(failing: Bool) { mood.withLock { $0 = (failing, 0) } }

    private func check() throws {
        struct Frozen: Error {}
        let fails = mood.withLock { mood in
            if mood.fails { mood.asked += 1 }
            return mood.fails
        }
        if fails { throw StoreFailure("moody", Frozen()) }
    }

    func load(_ token: SessionToken) async throws -> SessionRecord? {
        try check()
        return try await base.load(token)
    }
    func create(_ record: SessionRecord) async throws -> SessionToken {
        try check()
        return try await base.create(record)
    }
    func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        try check()
        return try await base.update(token, changes)
    }
    func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        try check()
        return try await base.replace(token, changes)
    }
    func delete(_ token: SessionToken) async throws {
        try check()
        try await base.delete(token)
    }
}

@Suite("Forms that are sent while a store does not answer")
struct UnavailableFormTests {
    private typealias Site = TestSite<GatehouseContext<Person>>
    private static let typed = ["nickname": "Mia <b>", "shoe_size": "38", "password": "by mistake"]
    private static let own: HTTPFields = [.origin: "http://localhost"]

    private func withStore(
        change: (inout GatehouseSettings) -> Void = { _ in }, _ body: (Site, MoodyStore) async throws -> Void
    ) async throws {
        let store = MoodyStore()
        try await TestSite.run(
            Person.self,
            configure: {
                $0.web.accountFields = ["nickname", "shoe_size"]
                $0.sessionEngine = .custom { _ in store }
                change(&$0)
            }
        ) { try await body($0, store) }
    }

    @Test("come back with 503 and what was typed, passwords excepted, and are taken when they are sent again")
    func kept() async throws {
        try await withStore { site, store in
            let mia = try await site.signedIn("mia@example.com", ["nickname": "mia"])
            let form = try await mia.get("/profile/")
            let owner = try #require(form.body.firstMatch(of: #/name="form_owner" value="([^"]+)"/#)).1
            var typed = Self.typed
            typed["form_owner"] = String(owner)
            store.set(failing: true)
            let log = KeptLines()
            let browser = TestBrowser(site.router, logger: log.logger)
            browser.cookies = mia.cookies
            let token = try #require(form.body.firstMatch(of: #/name="csrfmiddlewaretoken" value="([^"]+)"/#)).1
            typed["csrfmiddlewaretoken"] = String(token)
            let answer = try await browser.submit("/profile/", typed, headers: Self.own)
            #expect(answer.status == .serviceUnavailable && answer.headers[.retryAfter] == "5")
            #expect(answer.headers[.cacheControl] == "no-store")
            #expect(answer.body.contains("What you entered is kept"))
            #expect(answer.body.contains(#"action="/profile/""#))
            #expect(answer.body.contains(#"value="Mia &lt;b&gt;""#) && answer.body.contains(#"value="38""#))
            #expect(answer.body.contains(#"name="form_owner" value="\#(owner)""#))
            #expect(!answer.body.contains("by mistake") && !answer.body.contains("mia@example.com"))
            #expect(log.has("Something that is needed failed", "moody"))
            // Drawing it waits for nothing: the store was asked by the request itself alone.
            #expect(store.asked == 1)
            #expect(browser.cookies == mia.cookies)
            store.set(failing: false)
            // The token of the page that came back is the one that was sent.
            let saved = try await browser.submit("/profile/", ["nickname": "Mimi", "shoe_size": "38"])
            #expect(saved.headers[.location] == "/profile/")
            #expect(try await site.gatehouse.accounts.find(email: "mia@example.com")?.nickname == "Mimi")
        }
    }

    @Test("saving a session with every request does not wait for the store once more")
    func everyRequest() async throws {
        try await withStore(change: { $0.web.sessions.savesEveryRequest = true }) { site, store in
            let mia = try await site.signedIn("mia@example.com", ["nickname": "mia"])
            store.set(failing: true)
            let answer = try await mia.submit("/profile/", Self.typed, headers: Self.own)
            #expect(answer.status == .serviceUnavailable && answer.body.contains("Mia &lt;b&gt;"))
            #expect(store.asked == 1)
        }
    }

    @Test("come back from routes of an application's own, and where only its own work fails")
    func ownRoutes() async throws {
        struct Closed: RefusalError {
            let refusal: Refusal? = Refusal(
                .unavailable, Message("stock_taking", "We are counting our stock."), retryAfter: 60)
        }
        try await withStore { site, _ in
            site.router.post("orders") { request, context -> String in
                _ = try await context.visit.formData(request)
                throw Closed()
            }
            let mia = try await site.signedIn("mia@example.com", ["nickname": "mia"])
            try await mia.get("/profile/")
            let answer = try await mia.submit("/orders?a=b", ["title": "Emma", "secret_word": "x"])
            #expect(answer.status == .serviceUnavailable && answer.headers[.retryAfter] == "60")
            #expect(answer.body.contains("We are counting our stock.") && answer.body.contains(#"value="Emma""#))
            #expect(!answer.body.contains("secret_word"))
        }
    }

    @Test("are not drawn for programs, nor where nothing shows that a page of the site sent them")
    func others() async throws {
        try await withStore { site, store in
            let mia = try await site.signedIn("mia@example.com", ["nickname": "mia"])
            try await mia.get("/profile/")
            store.set(failing: true)
            let program = try await mia.submit(
                "/profile/", Self.typed, headers: [.origin: "http://localhost", .accept: "application/json"])
            #expect(program.status == .serviceUnavailable && !program.body.contains("Mia"))
            #expect(program.headers[.contentType] == "application/problem+json")
            // Whether the token fits cannot be found out, and the browser says nothing of where the form is from.
            let unknown = try await mia.submit("/profile/", Self.typed)
            #expect(unknown.status == .serviceUnavailable && !unknown.body.contains("Mia"))
            #expect(unknown.body.contains("Not available now"))
            let cross = try await mia.submit("/profile/", Self.typed, headers: [.origin: "https://other.example"])
            #expect(cross.status == .forbidden && !cross.body.contains("Mia"))
        }
    }

    private final class Kept: Sendable {
        let value = Mutex<PasswordHashing?>(nil)
    }

    @Test("S9: with too much to hash the answer is 503 with Retry-After, and the next try gets in")
    func overload() async throws {
        let passwords = Kept()
        try await TestSite.run(
            Person.self, configure: { $0.web.accountFields = ["nickname"] },
            features: {
                InlineFeature<Person>("probe") { ground, _ in passwords.value.withLock { $0 = ground.passwords } }
            }
        ) { site in
            try await site.signUp("mia@example.com", ["nickname": "mia"])
            let hashing = try #require(passwords.value.withLock { $0 })
            try await withServer(site.router, site.gatehouse.server) { port in
                func signIn() async throws -> String {
                    let body = "email=mia%40example.com&password=correct+horse"
                    return try await exchange(
                        """
                        POST /signin/ HTTP/1.1\r\nHost: localhost\r\nOrigin: http://localhost\r\nConnection: close\r
                        Content-Type: application/x-www-form-urlencoded\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)
                        """, port: port)
                }
                var places: [HashingPlace] = []
                while let place = try? hashing.begin() { places.append(place) }
                let refused = try await signIn()
                #expect(refused.hasPrefix("HTTP/1.1 503"))
                #expect(refused.lowercased().contains("\r\nretry-after: 2\r\n"))
                #expect(refused.contains(#"value="mia@example.com""#) && !refused.contains("correct horse"))
                for place in places { place.leave() }
                #expect(try await signIn().hasPrefix("HTTP/1.1 302"))
            }
        }
    }
}
