import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import GatehouseWeb
@testable import HelloExample

private let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
private let sameOrigin: HTTPFields = [fetchSite: "same-origin"]

private func token(in page: TestBrowser.Page) throws -> String {
    String(try #require(page.body.firstMatch(of: #/name="csrfmiddlewaretoken" value="([^"]+)"/#)?.1))
}

@Suite("Where a form comes from")
struct ForgeryTests {
    @Test(
        "origins are compared by scheme, host and the port that is reached, whatever case and last dot",
        arguments: [
            ("https://accounts.example.com", "accounts.example.com", true),
            ("https://accounts.example.com", "accounts.example.com:443", true),
            ("https://accounts.example.com:443", "accounts.example.com", true),
            ("https://ACCOUNTS.example.com", "Accounts.Example.com.", true),
            ("https://accounts.example.com.", "accounts.example.com:443", true),
            ("https://accounts.example.com:8443", "accounts.example.com:8443", true),
            ("https://[2001:db8::1]", "[2001:db8::1]:443", true),
            ("https://accounts.example.com", "accounts.example.com:8443", false),
            ("https://accounts.example.com:8443", "accounts.example.com", false),
            ("http://accounts.example.com", "accounts.example.com", false),
            ("http://accounts.example.com", "accounts.example.com:80", false),
            ("https://example.com", "accounts.example.com", false),
            ("https://accounts.example.com.evil.example", "accounts.example.com", false),
            ("https://accounts.example.com/", "accounts.example.com", false),
            ("https://user@accounts.example.com", "accounts.example.com", false),
            ("https://accounts.example.com:70000", "accounts.example.com", false),
            ("null", "accounts.example.com", false), ("", "accounts.example.com", false),
            ("https://accounts.example.com", "", false),
        ])
    func origins(origin: String, host: String, isOwn: Bool) {
        #expect((WebOrigin(origin)?.isOwn(host: host, isHTTPS: true) ?? false) == isOwn)
    }

    @Test("without HTTPS both schemes are the site's own, each with its port")
    func plain() {
        for (origin, host, isOwn) in [
            ("http://localhost", "localhost", true), ("https://localhost", "localhost", true),
            ("http://localhost:8080", "localhost:8080", true), ("http://localhost", "localhost:80", true),
            ("https://localhost", "localhost:80", false), ("http://localhost:8080", "localhost", false),
        ] {
            #expect((WebOrigin(origin)?.isOwn(host: host, isHTTPS: false) ?? false) == isOwn, "\(origin) \(host)")
        }
    }

    @Test("trusted origins are those that are named, with what is below a domain where that is said")
    func trusted() throws {
        let trusted = try TrustedOrigins([
            "https://dashboard.example.com", "https://*.trusted.org", "http://plain.net:8000",
        ])
        for (origin, isTrusted) in [
            ("https://dashboard.example.com", true), ("https://dashboard.example.com:443", true),
            ("http://dashboard.example.com", false), ("https://a.dashboard.example.com", false),
            ("https://trusted.org", true), ("https://a.b.trusted.org", true), ("https://nottrusted.org", false),
            ("http://plain.net:8000", true), ("http://plain.net", false),
        ] {
            #expect(trusted.contains(try #require(WebOrigin(origin))) == isTrusted, "\(origin)")
        }
        for text in [
            "example.com", "https://", "https://*", "*.example.com", "https://a.example/path", "ftp://a.example",
        ] {
            #expect(throws: OriginError.self, "\(text)") { try TrustedOrigins([text]) }
        }
    }

    @Test("pages of a trusted origin may send forms with a token of this site, and only with one")
    func trustedSite() async throws {
        try await withSite(change: { $0.web.trustedOrigins = ["https://shop.example.com"] }) { _, router in
            let browser = TestBrowser(router)
            let form = credentials.merging(["csrfmiddlewaretoken": try token(in: try await browser.get("/signin/"))]) {
                $1
            }
            for (headers, withToken, without) in [
                ([.origin: "https://shop.example.com"] as HTTPFields, 422, 403),
                ([.origin: "https://shop.example.com", fetchSite: "cross-site"], 422, 403),
                ([.origin: "https://evil.example.com", fetchSite: "cross-site"], 403, 403),
                ([.origin: "https://evil.example.com"], 403, 403), ([fetchSite: "cross-site"], 403, 403),
            ] {
                #expect(
                    try await browser.post("/signin/", form, headers: headers).status.code == withToken, "\(headers)")
                #expect(try await browser.post("/signin/", credentials, headers: headers).status.code == without)
            }
        }
    }

    @Test("over HTTPS the Referer counts where the browser says nothing else, as in Django")
    func referer() async throws {
        try await withSite(
            isHTTPS: true,
            change: {
                $0.throttles = .none
                $0.web.trustedOrigins = ["https://shop.example.com"]
            }
        ) { _, router in
            let browser = TestBrowser(router)
            let token = try token(in: try await browser.get("/signin/"))
            let form = credentials.merging(["csrfmiddlewaretoken": token]) { $1 }
            for (referer, status) in [
                (nil, 403), ("", 403), ("nonsense", 403), ("https://localhost/signin/", 422),
                ("https://localhost", 422), ("https://localhost:443/?a=b", 422), ("https://LOCALHOST/signin/", 422),
                ("http://localhost/signin/", 403), ("https://localhost:8443/", 403), ("https://evil.example/", 403),
                ("https://localhost.evil.example/", 403), ("https://shop.example.com/cart", 422),
            ] {
                var headers = HTTPFields()
                headers[.referer] = referer
                #expect(
                    try await browser.post("/signin/", form, headers: headers).status.code == status,
                    "\(referer ?? "none")")
            }
            // A token is needed all the same, and a browser that says more is asked for no Referer.
            #expect(
                try await browser.post("/signin/", credentials, headers: [.referer: "https://localhost/"]).status
                    == .forbidden)
            #expect(
                try await browser.post("/signin/", credentials, headers: sameOrigin).status == .unprocessableContent)
            // No page of another site can send this header.
            #expect(
                try await browser.post("/signin/", credentials, headers: [HTTPField.Name("X-CSRFToken")!: token]).status
                    == .unprocessableContent)
        }
    }
}

@Suite("F4: a token that is sent is this session's")
struct OtherSessionTests {
    @Test(
        "a form that was opened by one account is not written into another's; the page says so and keeps what was typed"
    )
    func twoTabs() async throws {
        try await withSite { gatehouse, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signUp(["email": "bob@example.com", "first_name": "bob"])
            _ = try await browser.signIn()
            // One tab shows the profile of one account; in another somebody signs in to the second.
            let tab = try await browser.get("/profile/")
            let form = [
                "csrfmiddlewaretoken": try token(in: tab), "first_name": "Augusta & Co", "last_name": "King",
                "password": "typed by mistake",
            ]
            try await browser.submit("/signout/")
            _ = try await browser.signIn(["email": "bob@example.com"])
            for headers in [sameOrigin, [.origin: "http://localhost"]] {
                let page = try await browser.post("/profile/", form, headers: headers)
                #expect(page.status == .forbidden)
                #expect(page.body.contains("You opened this form before you signed in or out"))
                #expect(page.body.contains("You are signed in as bob@example.com."))
                #expect(page.body.contains(#"value="Augusta &amp; Co""#) && page.body.contains(#"value="King""#))
                #expect(page.body.contains(#"action="/profile/""#) && !page.body.contains("typed by mistake"))
                #expect(try await gatehouse.accounts.find(keyText: "2")?.firstName == "Bob")
            }
            // Whoever sends it again means it.
            let again = try await browser.submit(
                "/profile/", ["first_name": "Augusta", "last_name": "King"], headers: sameOrigin)
            #expect(again.status == .found)
            #expect(try await gatehouse.accounts.find(keyText: "2")?.lastName == "King")
            #expect(try await gatehouse.accounts.find(keyText: "1")?.lastName == "Lovelace")
        }
    }

    @Test("the browser's word alone is enough where no token is sent, and no more where a wrong one is")
    func word() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            let stale = CSRFToken.mask(CSRFToken.makeSecret())
            let header = HTTPField.Name("X-CSRFToken")!
            for (fields, headers, status) in [
                ([:], sameOrigin, 422), (["csrfmiddlewaretoken": ""], sameOrigin, 422),
                (["csrfmiddlewaretoken": stale], sameOrigin, 403), (["csrfmiddlewaretoken": "x"], sameOrigin, 403),
                ([:], [fetchSite: "same-origin", header: stale], 403),
                (["csrfmiddlewaretoken": stale], [fetchSite: "none"], 403),
            ] as [([String: String], HTTPFields, Int)] {
                let wrong = ["email": "ada@example.com", "password": "wrong"].merging(fields) { $1 }
                #expect(try await browser.post("/signin/", wrong, headers: headers).status.code == status, "\(fields)")
            }
        }
    }

    @Test("a program is told in JSON")
    func program() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let headers: HTTPFields = [
                fetchSite: "same-origin", HTTPField.Name("X-CSRFToken")!: CSRFToken.mask(CSRFToken.makeSecret()),
                .accept: "application/json",
            ]
            let page = try await browser.post("/signout/", [:], headers: headers)
            #expect(page.status == .forbidden && page.body.contains(#""code":"csrf_failed""#))
            #expect(try await browser.get("/index/").status == .ok)
        }
    }

    @Test("a form that was drawn by the page that made the session is good in that session, until somebody signs in")
    func drawnBefore() async throws {
        try await withSite { gatehouse, router in
            router.get("basket") { _, context in
                try await context.session.set(["apple"], for: "basket")
                return try await gatehouse.page("signup", form: BoundForm([FormField("fruit")]), for: context.visit)
            }
            router.post("basket") { _, _ in "taken" }
            let browser = TestBrowser(router)
            let first = try token(in: try await browser.get("/basket"))
            #expect(browser.cookies["sessionid"] != nil)
            let form = ["csrfmiddlewaretoken": first, "fruit": "pear"]
            #expect(try await browser.post("/basket", form, headers: sameOrigin).body == "taken")
            #expect(try await browser.post("/basket", form).body == "taken")
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let page = try await browser.post("/basket", form, headers: sameOrigin)
            #expect(page.status == .forbidden && page.body.contains(#"value="pear""#))
        }
    }

    @Test("forms survive a new secret key, on the instance that has it and on one that has not yet")
    func keys() async throws {
        let (old, new) = (
            "a key for tests only, which everybody can read here: never for people",
            "another key for tests, which everybody can read here: never for people"
        )
        var settings: GatehouseSettings?
        try await withSite(change: {
            $0.keys = SecretKeys(old, fallbacks: [new])
            settings = $0
        }) { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let form = ["csrfmiddlewaretoken": try token(in: try await browser.get("/index/"))]
            var settings = try #require(settings)
            settings.keys = SecretKeys(new, fallbacks: [old])
            let other = try await Gatehouse(User.self, settings)
            let tab = TestBrowser(makeRouter(other))
            tab.cookies = browser.cookies
            let drawn = ["csrfmiddlewaretoken": try token(in: try await tab.get("/index/"))]
            #expect(try await tab.post("/password/change/", form).status == .unprocessableContent)
            #expect(try await browser.post("/password/change/", form).status == .unprocessableContent)
            #expect(try await tab.post("/password/change/", drawn).status == .unprocessableContent)
            #expect(try await browser.post("/password/change/", drawn).status == .unprocessableContent)
            try await other.shutdown()
        }
    }
}

@Suite("F2: what is exempt")
struct ExemptionTests {
    /// Paths are compared with the router's idea of them, so no spelling of one is free of the check.
    @Test("no spelling of a path is free of the check: sign-in and sign-up without a cookie, and an application's hook")
    func exact() async throws {
        try await withSite { _, router in
            router.post("hook") { _, _ in "hooked" }
            for path in [
                "/signin/", "/signin", "//signin/", "/signin//", "/signin/?a=b", "/signup/", "/signup", "/hook",
                "/hook/",
                "//hook", "/hook?x", "/healthz/../hook", "/static/../signin/",
            ] {
                let page = try await TestBrowser(router).post(path, credentials)
                #expect([403, 404, 405].contains(page.status.code), "\(path): \(page.status)")
                #expect(!page.body.contains("hooked"))
                let cross = try await TestBrowser(router).post(path, credentials, headers: [fetchSite: "cross-site"])
                #expect([403, 404, 405].contains(cross.status.code), "\(path): \(cross.status)")
            }
            let browser = TestBrowser(router)
            for path in ["/signin/", "/signin", "/signup/", "/hook", "/hook/"] {
                #expect(try await browser.post(path, credentials).status == .forbidden, "\(path)")
            }
            #expect(browser.cookies["sessionid"] == nil)
        }
    }

    @Test("what an application's own route takes is handed on as it came, whatever its kind and size")
    func handedOn() async throws {
        try await withSite { _, router in
            router.post("json") { request, _ in
                var request = request
                return String(buffer: try await request.collectBody(upTo: 1 << 20))
            }
            let browser = TestBrowser(router)
            let token = try token(in: try await browser.get("/signin/"))
            let header = HTTPField.Name("X-CSRFToken")!
            let large = "text=" + String(repeating: "a", count: 100_000)
            for (type, body) in [
                ("application/json", #"{"list": [1, 2.5, {"a": null}]}"#), ("application/json", "[1.5]"),
                ("application/json", "no json"), ("application/json", #"{"a": ""# + large + #""}"#),
                ("application/x-www-form-urlencoded", "a=%zz&b=%"), ("application/x-www-form-urlencoded", large),
                ("text/plain", "a=b"),
            ] {
                for headers in [sameOrigin, [header: token], [fetchSite: "same-origin", header: token]] {
                    var headers = headers
                    headers[.contentType] = type
                    let page = try await browser.send(.post, "/json", headers: headers, body: body)
                    #expect(page.status == .ok && page.body == body, "\(type) \(body.prefix(20)) \(headers)")
                }
            }
            // One that is too large for a form of ours is looked at for its token all the same.
            var headers = sameOrigin
            headers[.contentType] = "application/x-www-form-urlencoded"
            let stale = large + "&csrfmiddlewaretoken=\(CSRFToken.mask(CSRFToken.makeSecret()))"
            #expect(try await browser.send(.post, "/json", headers: headers, body: stale).status == .forbidden)
            let good = large + "&csrfmiddlewaretoken=\(token)"
            #expect(try await browser.send(.post, "/json", headers: headers, body: good).body == good)
        }
    }
}
