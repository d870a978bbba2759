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
                try await browser.post("/signin/", fits, headers: [.origin: "http://localhost"]).status
                    == .unprocessableContent)
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
            #expect(page.body.contains("&lt;script&gt;") && !page.body.contains("<script>"))
        }
    }

    @Test("a sign is escaped also where it is only a part of a character")
    func escapingInsideCharacters() async throws {
        try await withSite { gatehouse, router in
            let browser = TestBrowser(router)
            let tricky = "\u{600}<img src=x\u{301}>\u{200D}\"\u{301}'\u{301}&\u{301}"
            let escaped = "\u{600}&lt;img src=x\u{301}&gt;\u{200D}&quot;\u{301}&#x27;\u{301}&amp;\u{301}"
            for field in ["email", "first_name", "last_name"] {
                let page = try await browser.signUp([field: tricky])
                #expect(page.status == .unprocessableContent)
                #expect(holds(page.body, escaped) && !holds(page.body, "<img"))
            }
            _ = try await browser.signUp()
            try await gatehouse.accounts.documents.set(["first_name": .string(tricky)], of: 1)
            _ = try await browser.signIn()
            let index = try await browser.get("/index/")
            #expect(holds(index.body, escaped) && !holds(index.body, "<img"))
        }
    }

    /// Whether a text holds another, byte by byte.
    private func holds(_ text: String, _ part: String) -> Bool {
        Array(text.utf8).firstRange(of: Array(part.utf8)) != nil
    }

    @Test(
        "U3: control characters and HTML are refused in names",
        arguments: ["a\r\nBcc:x", "<b>", "a\u{7F}", "a\u{2028}b"])
    func plainNames(name: String) async throws {
        try await withSite { _, router in
            let page = try await TestBrowser(router).signUp(["first_name": name])
            #expect(page.status == .unprocessableContent && page.body.contains("id_first_name_error"))
        }
    }

    @Test("an answer to HEAD has no body, whatever its status", arguments: ["/signin/", "/nowhere", "/signout/", "/"])
    func head(path: String) async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            let head = try await browser.send(.head, path)
            #expect(head.body.isEmpty)
            #expect(head.status == (try await browser.get(path).status))
        }
    }

    @Test("an app without our pages keeps its own routes under their names")
    func ownRoutes() async throws {
        try await withSite { gatehouse, _ in
            let router = Router(context: GatehouseContext<User>.self)
            gatehouse.addMiddleware(to: router)
            router.put("index") { _, _ in "mine" }
            let page = try await TestBrowser(router).send(.put, "/index", headers: [.origin: "http://localhost"])
            #expect(page.body == "mine")
        }
    }

    @Test("what a request put into its session stays, also when it ends with an error of the visitor's")
    func sessionWithError() async throws {
        try await withSite { gatehouse, _ in
            let router = Router(context: GatehouseContext<User>.self)
            gatehouse.addMiddleware(to: router)
            router.get("count") { _, context -> String in
                let session = try await context.session
                let count = (session["count", as: Int.self] ?? 0) + 1
                session["count", as: Int.self] = count
                if count < 3 { throw HTTPError(.forbidden) }
                return "\(count)"
            }
            let browser = TestBrowser(router)
            #expect(try await browser.get("/count").status == .forbidden)
            #expect(try await browser.get("/count").status == .forbidden)
            let page = try await browser.get("/count")
            #expect(page.body == "3" && page.headers[.cacheControl] == "no-store")
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
            struct Fault: RefusalError { let refusal: Refusal? = .unavailable() }
            func load(_ token: SessionToken) async throws -> SessionRecord? { throw Fault() }
            func create(_ record: SessionRecord) async throws -> SessionToken { throw Fault() }
            func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
                throw Fault()
            }
            func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
                throw Fault()
            }
            func delete(_ token: SessionToken) async throws { throw Fault() }
        }
        try await withSite { gatehouse, _ in
            var settings = WebSettings()
            settings.isHTTPS = false
            let web = try GatehouseWeb(
                accounts: gatehouse.accounts, lifecycle: gatehouse.lifecycle, sessions: Failing(), settings: settings,
                keys: SecretKeys("a key for tests only"), sendsMail: false
            ) {}
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
