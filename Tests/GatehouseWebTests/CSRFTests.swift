import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import HelloExample

private let fetchSite = HTTPField.Name("Sec-Fetch-Site")!
private let csrfHeader = HTTPField.Name("X-CSRFToken")!

@Suite("F1: requests that change something")
struct CSRFTests {
    @Test("need one proof that they come from the site's own pages")
    func matrix() async throws {
        try await withSite { _, router in
            let cases: [(HTTPFields, Bool)] = [
                ([:], false), ([fetchSite: "same-origin"], true), ([fetchSite: "none"], true),
                ([fetchSite: "cross-site"], false), ([fetchSite: "same-site"], false),
                ([.origin: "http://localhost"], true), ([.origin: "https://localhost"], true),
                ([.origin: "http://localhost.evil.example"], false), ([.origin: "null"], false),
                ([.origin: "http://LOCALHOST"], true),
                ([fetchSite: "cross-site", .origin: "http://localhost"], false),
            ]
            for (headers, isAllowed) in cases {
                let page = try await TestBrowser(router).post("/signin/", credentials, headers: headers)
                #expect(page.status == (isAllowed ? .unprocessableContent : .forbidden), "\(headers)")
            }
        }
    }

    @Test("a token counts in the form or in the header, and only with its cookie")
    func token() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            try await browser.get("/signin/")
            #expect(try await browser.submit("/signin/", credentials).status == .unprocessableContent)
            let secret = try #require(browser.cookies["csrftoken"])
            #expect(
                try await browser.post("/signin/", credentials, headers: [csrfHeader: secret]).status
                    == .unprocessableContent)
            let wrong = credentials.merging(["csrfmiddlewaretoken": CSRFToken.mask(CSRFToken.makeSecret())]) { $1 }
            #expect(try await browser.post("/signin/", wrong).status == .forbidden)
            browser.cookies = [:]
            #expect(try await browser.submit("/signin/", credentials).status == .forbidden)
        }
    }

    @Test("the token is bound to the session: one of before sign-in, or of another session, does not count")
    func bound() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            let before = try #require(browser.cookies["csrftoken"])
            _ = try await browser.signIn()
            let old = ["csrfmiddlewaretoken": CSRFToken.mask(before)]
            #expect(try await browser.post("/signout/", old).status == .forbidden)
            #expect(try await browser.get("/index/").status == .ok)
            #expect(try await browser.submit("/signout/").status == .found)
        }
    }

    @Test("F3: looking changes nothing")
    func safe() async throws {
        try await withSite { gatehouse, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let sessions = try gatehouse.mongo.collection("sessions")
            let users = try gatehouse.mongo.collection("users")
            let before = (try await sessions.findOne([:]), try await users.findOne([:]))
            for path in ["/", "/index/", "/signin/", "/signup/", "/signout/", "/healthz", "/readyz", "/nowhere"] {
                try await browser.get(path)
                try await browser.send(.head, path)
            }
            #expect(try await sessions.findOne([:]) == before.0)
            #expect(try await users.findOne([:]) == before.1)
        }
    }
}
