import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import HelloExample

@Suite("The session's cookie")
struct SessionCookieTests {
    @Test("C2: a planted session id is not adopted")
    func planted() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            let planted = SessionToken().text
            browser.cookies["sessionid"] = planted
            _ = try await browser.signIn()
            #expect(browser.cookies["sessionid"] != nil && browser.cookies["sessionid"] != planted)
            let attacker = TestBrowser(router)
            attacker.cookies["sessionid"] = planted
            #expect(try await attacker.get("/index/").headers[.location] == "/signin/")
        }
    }

    @Test("S7: the id changes at every sign-in, and the one of before is gone")
    func changes() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let first = try #require(browser.cookies["sessionid"])
            try await browser.get("/index/")
            try await browser.submit("/signout/")
            #expect(browser.cookies["sessionid"] == nil)
            _ = try await browser.signIn()
            #expect(browser.cookies["sessionid"] != first)
        }
    }

    @Test("C5: after sign-out the old cookie is anonymous")
    func replay() async throws {
        try await withSite { gatehouse, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let old = browser.cookies
            try await browser.get("/index/")
            try await browser.submit("/signout/")
            #expect(try await gatehouse.mongo.collection("sessions").findOne([:]) == nil)
            let replay = TestBrowser(router)
            replay.cookies = old
            let page = try await replay.get("/index/")
            #expect(page.headers[.location] == "/signin/" && page.headers[.setCookie] == nil)
        }
    }

    @Test("C4: visitors who only look leave no rows")
    func noRows() async throws {
        try await withSite { gatehouse, router in
            for number in 0..<100 {
                let browser = TestBrowser(router)
                browser.cookies["sessionid"] = number % 2 == 0 ? SessionToken().text : "nonsense\(number)"
                try await browser.get("/signin/")
                #expect((browser.cookies["sessionid"] != nil) == (number % 2 == 0))
            }
            #expect(try await gatehouse.mongo.collection("sessions").findOne([:]) == nil)
        }
    }

    @Test("C8: a new password ends the sessions of before")
    func passwordChange() async throws {
        try await withSite { gatehouse, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            #expect(try await browser.get("/index/").status == .ok)
            try await gatehouse.accounts.documents.set(["password": "argon2$other"], of: 1)
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
        }
    }

    @Test("C9: over HTTPS it is __Host-, Secure, HttpOnly, Lax, for / and for no domain")
    func attributes() async throws {
        for isHTTPS in [true, false] {
            try await withSite(isHTTPS: isHTTPS) { _, router in
                let browser = TestBrowser(router)
                _ = try await browser.signUp()
                let page = try await browser.signIn()
                let name = isHTTPS ? "__Host-sessionid" : "sessionid"
                let cookie = try #require(page.headers[values: .setCookie].first { $0.hasPrefix("\(name)=") })
                let attributes = Set(cookie.split(separator: "; ").dropFirst().map(String.init))
                let expected: Set = ["Max-Age=1209600", "Path=/", "HttpOnly", "SameSite=Lax"]
                #expect(attributes == expected.union(isHTTPS ? ["Secure"] : []))
            }
        }
    }

    @Test("C10: names are compared as they come; C14: of two the one that is good counts")
    func names() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let token = try #require(browser.cookies["sessionid"])
            let other = SessionToken().text
            for (header, isSignedIn) in [
                ("sessionid=\(token)", true), ("a=b;  sessionid=\(token)", true), ("session%69d=\(token)", false),
                ("SESSIONID=\(token)", false), ("sessionid=\(token); sessionid=\(other)", true),
                ("sessionid=\(other); sessionid=\(token)", true), ("sessionid=x; sessionid=\(token)", true),
                ("sessionid=\"\(token)\"", false),
            ] {
                let page = try await TestBrowser(router).get("/index/", headers: [.cookie: header])
                #expect((page.status == .ok) == isSignedIn, "\(header)")
            }
        }
    }

    @Test("C12: what depends on the visitor says so and is not kept")
    func caching() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            for path in ["/index/", "/signin/"] {
                let page = try await browser.get(path)
                #expect(page.headers[.cacheControl] == "no-store")
                #expect(page.headers[.vary]?.contains("Cookie") == true)
            }
        }
    }
}
