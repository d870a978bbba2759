import FeatureMembers
import Gatehouse
import GatehouseBase
import GatehouseTesting
import HTTPTypes
import Testing

@testable import GatehousePasskeys

@Suite("Signing in by a passkey")
struct SignInTests {
    @Test("a passkey is added, and is the whole sign-in at level 2 from then on, also after the password was forgotten")
    func whole() async throws {
        try await withPasskeys { site in
            let (passkey, browser) = try await site.withPasskey()
            #expect(try await browser.get("/security/passkeys/").body.contains("<bdi>Phone</bdi>"))
            #expect(try await browser.get("/security/").body.contains("You can sign in with a passkey."))
            let other = site.site.browser()
            #expect(try await other.get("/signin/").body.contains("Sign in with a passkey"))
            let answer = try await site.signIn(passkey, in: other)
            #expect(answer.headers[.location] == "/index/", "\(answer.body)")
            #expect(try await other.get("/index/").body.contains("ada@example.com"))
            // What changes a factor asks for level 2.
            #expect(try await other.get("/security/passkeys/new/").status == .ok)
            #expect(site.events.kinds.contains("account.factor-added"))
        }
    }

    @Test("AS3, AS4: an account with a passkey is asked for it after the password")
    func factor() async throws {
        try await withPasskeys { site in
            let (passkey, _) = try await site.withPasskey { $0.flags = 0x01 }
            let (browser, waits) = try await site.shown()
            #expect(waits.headers[.location] == "/signin/factor/")
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            #expect(try await browser.get("/signin/factor/").body.contains("data-options=\"/signin/passkey/factor/\""))
            let options = try await site.options("/signin/passkey/factor/", browser)
            #expect(options["userVerification"]?.string == "preferred")
            guard case .array(let allowed)? = options["allowCredentials"] else { throw TestFailure() }
            #expect(allowed.map { $0["id"]?.string } == [Base64URL.encode(passkey.id)])
            let wrong = try await browser.submit(
                "/signin/factor/passkey/", ["credential": try SoftAuthenticator().get(options)])
            #expect(wrong.status == .unprocessableContent && wrong.body.contains("This passkey was not taken."))
            let fresh = try await site.options("/signin/passkey/factor/", browser)
            let right = try await browser.submit("/signin/factor/passkey/", ["credential": try passkey.get(fresh)])
            #expect(right.headers[.location] == "/index/")
            // A touch after a password makes level 2.
            #expect(try await browser.get("/security/passkeys/new/").status == .ok)
        }
    }

    @Test("WA4: a touch alone is no sign-in, and nothing counts without a touch")
    func verification() async throws {
        try await withPasskeys { site in
            var (passkey, _) = try await site.withPasskey()
            let browser = site.site.browser()
            #expect(try await site.options("/signin/passkey/", browser)["userVerification"]?.string == "required")
            for flags: UInt8 in [0x01, 0x04, 0x00] {
                passkey.flags = flags
                #expect(try await site.signIn(passkey, in: browser).status == .unprocessableContent)
            }
            let (waiting, _) = try await site.shown()
            let options = try await site.options("/signin/passkey/factor/", waiting)
            let untouched = try await waiting.submit(
                "/signin/factor/passkey/", ["credential": try passkey.get(options)])
            #expect(untouched.status == .unprocessableContent)
        }
    }

    @Test("WA5: the credential's id says whose passkey it is; a handle of another account is refused, none is taken")
    func userHandle() async throws {
        try await withPasskeys { site in
            var (passkey, _) = try await site.withPasskey()
            let (other, _) = try await site.withPasskey("bob@example.com")
            let own = passkey.handle
            for (handle, location) in [(other.handle, nil), ("AAAA", nil), (nil, "/index/"), (own, "/index/")] {
                passkey.handle = handle
                let answer = try await site.signIn(passkey, in: site.site.browser())
                #expect(answer.headers[.location] == location, "\(handle ?? "none")")
            }
            var stranger = SoftAuthenticator()
            stranger.become(passkey.id)
            #expect(try await site.signIn(stranger, in: site.site.browser()).status == .unprocessableContent)
        }
    }

    @Test("WA3: what was signed for another site or origin is refused; the Host header counts for nothing")
    func elsewhere() async throws {
        try await withPasskeys { site in
            var (passkey, _) = try await site.withPasskey()
            passkey.origin = "http://localhost.evil.example"
            #expect(try await site.signIn(passkey, in: site.site.browser()).status == .unprocessableContent)
            (passkey.origin, passkey.rpID) = ("http://localhost", "evil.example")
            #expect(try await site.signIn(passkey, in: site.site.browser()).status == .unprocessableContent)
            passkey.rpID = "localhost"
            #expect(try await site.signIn(passkey, in: site.site.browser()).headers[.location] == "/index/")
        }
    }

    @Test("WA7: a counter that falls back or stands still is refused, and told as a sign-in that failed")
    func counter() async throws {
        try await withPasskeys { site in
            var (passkey, _) = try await site.withPasskey { $0.count = 3 }
            for (count, isTaken) in [(UInt32(7), true), (7, false), (6, false), (0, false), (8, true)] {
                passkey.count = count
                let answer = try await site.signIn(passkey, in: site.site.browser())
                #expect((answer.headers[.location] == "/index/") == isTaken, "\(count)")
            }
            #expect(site.events.kinds.filter { $0 == "account.sign-in-failed" }.count == 3)
        }
    }

    @Test("WA12: what a browser is asked for at sign-in names no passkey, and an unknown address changes nothing")
    func noList() async throws {
        try await withPasskeys { site in
            _ = try await site.withPasskey()
            let browser = site.site.browser()
            for path in ["/signin/passkey/", "/signin/passkey/?email=ada@example.com"] {
                #expect(try await site.options(path, browser)["allowCredentials"] == .array([]))
            }
            let nobody = try await browser.get("/signin/passkey/factor/", headers: PasskeySite.json)
            #expect(nobody.status == .unauthorized)
        }
    }

    @Test("WA14: the password form stands beside it and works; a page without its script says what is missing")
    func withoutScript() async throws {
        try await withPasskeys { site in
            try await site.site.signUp("ada@example.com")
            let browser = site.site.browser()
            let page = try await browser.get("/signin/").body
            #expect(page.contains("name=\"password\"") && page.contains("data-passkey=\"get\""))
            let pressed = try await browser.submit("/signin/passkey/", ["credential": ""])
            #expect(pressed.status == .unprocessableContent)
            #expect(pressed.body.contains("Passkeys need a browser that runs the scripts of this page."))
            #expect(try await site.shown().1.headers[.location] == "/index/")
        }
    }

    @Test("AS8: an inactive account gets nothing, and is not told apart")
    func inactive() async throws {
        try await withPasskeys { site in
            let (passkey, _) = try await site.withPasskey()
            _ = try await site.gatehouse.administration.setActive(false, of: try await site.account())
            let answer = try await site.signIn(passkey, in: site.site.browser())
            #expect(answer.status == .unprocessableContent && answer.body.contains("This passkey was not taken."))
        }
    }

    @Test("a program signs in with JSON, and learns why not by a code")
    func program() async throws {
        try await withPasskeys { site in
            let (passkey, _) = try await site.withPasskey()
            let browser = site.site.browser()
            try await browser.get("/signin/")
            let options = try await site.options("/signin/passkey/", browser)
            let wrong = try await browser.submit(
                "/signin/passkey/", ["credential": "{}"], headers: PasskeySite.json)
            #expect(wrong.body.contains("\"code\":\"passkey_refused\""))
            let right = try await browser.submit(
                "/signin/passkey/", ["credential": try passkey.get(options), "next": "/security/"],
                headers: PasskeySite.json)
            #expect(right.body.contains("\"next\":\"/security/\"") && !right.body.contains("step"))
        }
    }
}

struct TestFailure: Error {}
