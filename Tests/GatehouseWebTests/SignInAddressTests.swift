import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing
import VectorFiles

@testable import GatehouseWeb

/// Where people are sent to sign in: `redirect_to_login` and `login_required` of `Tests/Vectors/validators.json`.
@Suite("The address to sign in at")
struct SignInAddressTests {
    @Test("carries where one was, as Django's redirect_to_login, whatever stands in its query")
    func redirectToLogin() throws {
        let all = try Vectors.cases("validators", "redirect_to_login")
        #expect(all.count == 30)
        for expected in all {
            let address = try #require(SignInAddress(try expected.get("login_url")))
            let ours = SignInWay(address, of: nil).leading(backTo: try expected.get("next"))
            #expect(ours == expected["location", as: String.self], "\(expected.id)")
        }
    }

    @Test(
        "people who are not signed in are sent where Django's login_required sends them",
        arguments: [
            "/login/", "/login/?x=1", "http://remote.example/login", "//remote.example/login",
            "http://testserver/login/?next=zzz",
        ], [false, true])
    func loginRequired(address: String, isHTTPS: Bool) async throws {
        let cases = try Vectors.cases("validators", "login_required").filter {
            $0["login_url"] == address && $0["https"] == isHTTPS
        }
        #expect(cases.count == 5)
        try await withPeople {
            $0.web.isHTTPS = isHTTPS
            $0.web.origin = isHTTPS ? "https://testserver" : "http://testserver"
            $0.web.signInAddress = SignInAddress(address)
        } _: { site in
            site.router.group(requiring: .signedIn).get("**") { _, _ in "private" }
            for expected in cases {
                // As Django's client sends it: a fragment stays in the browser.
                let target: String = try expected.get("request_target")
                let sent = target.prefix { $0 != "#" }.replacing(" ", with: "%20").replacing("ä", with: "%C3%A4")
                let page = try await TestBrowser(site.router).get(String(sent))
                #expect(page.status == .found)
                #expect(page.headers[.location] == expected["location", as: String.self], "\(expected.id)")
            }
        }
    }

    @Test("it is where all ways to sign-in lead, and programs are told 401")
    func everywhere() async throws {
        try await withPeople {
            $0.web.pages[.signIn] = nil
            $0.web.signInAddress = "/enter/?from=people"
        } _: { site in
            let browser = TestBrowser(site.router)
            #expect(try await browser.get("/index/").headers[.location] == "/enter/?from=people")
            let devices = try await browser.get("/devices/?page=2").headers[.location]
            #expect(devices == "/enter/?from=people&next=/devices/%3Fpage%3D2")
            #expect(try await browser.json("/devices/").page.status == .unauthorized)
            #expect(try await browser.get("/signup/").body.contains("href=\"/enter/?from=people\""))
            let signUp = try await browser.get("/signup/?next=/devices/").body
            #expect(signUp.contains("href=\"/enter/?from=people&amp;next=/devices/\""))
            try await browser.get("/password/reset/")
            let reset = try await browser.submit("/password/reset/", ["email": "nobody@example.com"])
            #expect(reset.headers[.location] == "/enter/?from=people")
        }
    }

    @Test("a site without a page to sign in at answers 401, and sends nobody round in circles")
    func nowhere() async throws {
        try await withPeople {
            $0.web.pages[.signIn] = nil
        } _: { site in
            for path in ["/index/", "/devices/"] {
                let page = try await TestBrowser(site.router).get(path)
                #expect(page.status == .unauthorized, "\(path)")
            }
        }
    }

    @Test("another site is told the whole address, so that one without an origin is refused at the start")
    func origin() async throws {
        await #expect(throws: OriginError.missingForSignIn) {
            try await withPeople {
                $0.mail = nil
                $0.web.origin = nil
                $0.web.signInAddress = "https://www.example.com/accounts/login/"
            } _: { _ in
            }
        }
    }

    @Test(
        "what is no address is refused",
        arguments: [
            "", "login", "javascript:alert(1)", "ftp://example.com/", "/a b", "/é", "/x#f", "https://", "https:///x",
            "\\\\evil", "/\\evil", "https://user@example.com/", "///x", "/x\r\nSet-Cookie: a=b",
        ])
    func refused(text: String) { #expect(SignInAddress(text) == nil) }
}
