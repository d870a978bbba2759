import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import HelloExample

/// Another tab of a browser: the cookies that it has now, and none that come later.
private func tab(_ browser: TestBrowser, _ router: Router<GatehouseContext<User>>) -> TestBrowser {
    let tab = TestBrowser(router)
    tab.cookies = browser.cookies
    return tab
}

@Suite("Cookies that are not good any more")
struct LateAnswerTests {
    @Test("C13: a request with the cookie of before a new password neither gets in nor takes the new cookie away")
    func passwordChange() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let late = tab(browser, router)
            try await browser.get("/password/change/")
            let changed = try await browser.submit(
                "/password/change/",
                [
                    "current_password": "correct horse", "password": "battery staple",
                    "password_retype": "battery staple",
                ])
            #expect(changed.status == .found)
            for path in ["/index/", "/signin/", "/profile/", "/password/change/"] {
                let page = try await late.get(path)
                #expect(page.headers[values: .setCookie].allSatisfy { !$0.hasPrefix("sessionid=") }, "\(path)")
                #expect(!page.body.contains("ada@example.com"))
            }
            #expect(try await browser.get("/index/").status == .ok)
        }
    }

    @Test("C13: a page that was asked for with a token that had just been replaced is found by way of the sign-in page")
    func renewed() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let late = tab(browser, router)
            try await browser.get("/signin/?again=1")
            #expect(try await browser.submit("/signin/", credentials.merging(["again": "1"]) { $1 }).status == .found)
            let way = try #require(try await late.get("/profile/").headers[.location])
            #expect(way == "/signin/?next=/profile/")
            let program = try await late.get("/profile/", headers: [.accept: "application/json"])
            #expect(program.status == .conflict && program.body.contains(#""code":"session_replaced""#))
            // The browser has the new cookie by the time it follows.
            #expect(try await browser.get(way).headers[.location] == "/profile/")
        }
    }

    @Test("C13: a value that comes too late is refused with 409, and makes no session that takes the new one's place")
    func write() async throws {
        let store = CacheSessionStore()
        try await withSessions(store) { router in
            let browser = TestBrowser(router)
            try await browser.get("/write?v=one")
            let late = TestBrowser(router)
            late.cookies = browser.cookies
            try await browser.get("/cycle")
            let page = try await late.get("/write?v=late")
            #expect(page.status == .conflict && page.headers[.setCookie] == nil)
            #expect(try await late.get("/read").body == "none")
            #expect(try await browser.get("/read").body == "one")
            #expect(try await store.sessions(of: nil, limit: 10).count == 1)
        }
    }

    @Test("a second click on the same button is answered as the first: sign in, sign out")
    func twice() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            try await browser.get("/index/")
            let leaving = tab(browser, router)
            let token = try #require(
                try await leaving.get("/index/").body.firstMatch(of: #/csrfmiddlewaretoken" value="([^"]+)"/#)?.1)
            let form = ["csrfmiddlewaretoken": String(token)]
            let second = tab(browser, router)
            let same: HTTPFields = [HTTPField.Name("Sec-Fetch-Site")!: "same-origin"]
            #expect(try await leaving.post("/signout/", form, headers: same).status == .found)
            #expect(try await second.post("/signout/", form, headers: same).status == .found)

            try await browser.get("/signin/")
            let twin = TestBrowser(router)
            twin.cookies = browser.cookies
            #expect(try await browser.submit("/signin/", credentials).status == .found)
            try await twin.get("/signin/")
            #expect(try await twin.submit("/signin/", credentials).status == .found)
        }
    }

    @Test("C14: a stale cookie before a good one: signed in, signed in again, and signed out by one click")
    func stale() async throws {
        try await withSite { gatehouse, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let good = try #require(browser.cookies["sessionid"])
            let before = try #require(try await browser.get("/index/").headers[.cacheControl])
            #expect(before == "no-store")
            for stale in [SessionToken().text, "nonsense", ""] {
                let both: HTTPFields = [.cookie: "sessionid=\(stale); sessionid=\(good)"]
                let page = try await TestBrowser(router).get("/index/", headers: both)
                #expect(page.status == .ok && page.headers[.setCookie] == nil, "\(stale)")
            }
            // Somebody else's session of before the password was changed is nobody's, and stands in nobody's way.
            let other = TestBrowser(router)
            _ = try await other.signUp(["email": "bob@example.com"])
            _ = try await other.signIn(["email": "bob@example.com"])
            let foreign = try #require(other.cookies["sessionid"])
            try await gatehouse.accounts.documents.set(["password": "argon2$other"], of: 2)
            let both: HTTPFields = [.cookie: "sessionid=\(foreign); sessionid=\(good)"]
            let page = try await TestBrowser(router).get("/index/", headers: both)
            #expect(page.status == .ok && page.body.contains("Ada") && page.headers[.setCookie] == nil)
            let token = try #require(page.body.firstMatch(of: #/csrfmiddlewaretoken" value="([^"]+)"/#)?.1)
            let out = try await TestBrowser(router).post(
                "/signout/", ["csrfmiddlewaretoken": String(token)], headers: both)
            #expect(out.status == .found && out.headers[.setCookie]?.contains("Max-Age=0") == true)
            #expect(try await gatehouse.mongo.collection("sessions").findOne([:]) == nil)
        }
    }

    @Test("C14: the CSRF and the message cookie are found behind stale ones, too")
    func others() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            try await browser.get("/signin/")
            let secret = try #require(browser.cookies["csrftoken"])
            for stale in ["nonsense", CSRFToken.makeSecret()] {
                let page = try await TestBrowser(router).post(
                    "/signin/", credentials.merging(["csrfmiddlewaretoken": CSRFToken.mask(secret)]) { $1 },
                    headers: [.cookie: "csrftoken=\(stale); csrftoken=\(secret)"])
                #expect(page.status == .unprocessableContent, "\(stale)")
            }
            try await browser.get("/signup/")
            #expect(try await browser.submit("/signup/", ada).status == .found)
            let message = try #require(browser.cookies["message"])
            let page = try await TestBrowser(router).get(
                "/signin/", headers: [.cookie: "message=old; message=\(message)"])
            #expect(page.body.contains("Your account was created."))
        }
    }
}
