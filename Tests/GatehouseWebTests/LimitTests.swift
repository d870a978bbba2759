import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import HelloExample

@Suite("Bad input and failing parts")
struct LimitTests {
    @Test("D1: a form of more than 64 KiB is refused with 413")
    func size() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            let fits = ["email": String(repeating: "x", count: 65_536 - 6)]
            #expect(
                try await browser.post("/signin/", fits, headers: [.origin: "http://localhost"]).status == .badRequest)
            let large = ["email": String(repeating: "x", count: 65_536 - 5)]
            let page = try await browser.post("/signin/", large, headers: [.origin: "http://localhost"])
            #expect(page.status == .contentTooLarge)
        }
    }

    @Test(
        "I2, I3: a broken form is refused with 400",
        arguments: ["email=%FF", "email=%", "email=a&email=b", "email=%00"])
    func broken(body: String) async throws {
        try await withSite { _, router in
            let headers: HTTPFields = [
                .origin: "http://localhost", .contentType: "application/x-www-form-urlencoded",
            ]
            let page = try await TestBrowser(router).send(.post, "/signin/", headers: headers, body: body)
            #expect(page.status == .badRequest)
        }
    }

    @Test("what a visitor typed is shown as text")
    func escaping() async throws {
        try await withSite { _, router in
            let page = try await TestBrowser(router).signUp(["email": #""><script>alert(1)</script>"#])
            #expect(page.body.contains("&lt;script&gt;") && !page.body.contains("<script"))
        }
    }

    @Test("U4: fields that the form does not have are ignored")
    func massAssignment() async throws {
        try await withSite { gatehouse, router in
            let browser = TestBrowser(router)
            let extra = ["_id": "7", "id": "7", "is_superuser": "true", "signup_date": "1970-01-01"]
            #expect(try await browser.signUp(extra).status == .found)
            let stored = try #require(try await gatehouse.mongo.collection("users").findOne([:]))
            #expect(stored["_id"] == 1 && stored["is_superuser"] == nil && stored["signup_date"]?.type == .datetime)
        }
    }

    @Test("H1: every answer carries the headers", arguments: ["/signin/", "/nowhere", "/healthz", "/signout/"])
    func headers(path: String) async throws {
        try await withSite(isHTTPS: true) { _, router in
            let page = try await TestBrowser(router).get(path)
            #expect(page.headers[.strictTransportSecurity] == "max-age=31536000; includeSubDomains")
            #expect(page.headers[.xContentTypeOptions] == "nosniff")
            let policy = try #require(page.headers[.contentSecurityPolicy])
            #expect(policy.contains("frame-ancestors 'none'") && !policy.contains("unsafe"))
            #expect(page.headers[.server] == nil)
        }
    }

    @Test("S8: a store that fails is 503, never an anonymous page")
    func storeFault() async throws {
        struct Failing: SessionStore {
            struct Fault: Error {}
            func load(_ id: SessionID, now: Date) async throws -> SessionRecord? { throw Fault() }
            func create(_ record: SessionRecord) async throws { throw Fault() }
            func apply(_ changes: SessionChanges, to id: SessionID) async throws -> Bool { throw Fault() }
            func take(_ id: SessionID) async throws -> SessionRecord? { throw Fault() }
            func delete(_ id: SessionID) async throws { throw Fault() }
        }
        try await withSite { gatehouse, _ in
            var settings = WebSettings(keys: SecretKeys("a key for tests only"))
            settings.isHTTPS = false
            let web = try GatehouseWeb(accounts: gatehouse.accounts, sessions: Failing(), settings: settings) {}
            let router = Router(context: GatehouseContext<User>.self)
            web.addMiddleware(to: router)
            web.addPages(to: router)
            let browser = TestBrowser(router)
            browser.cookies["sessionid"] = SessionToken().text
            let page = try await browser.get("/index/")
            #expect(page.status == .serviceUnavailable && page.headers[.retryAfter] == "5")
            #expect(page.body.contains("Not available now"))
            _ = try await TestBrowser(makeRouter(gatehouse)).signUp()
            browser.cookies = [:]
            #expect(try await browser.signIn().status == .serviceUnavailable)
        }
    }
}
