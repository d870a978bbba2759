import FeatureMembers
import Foundation
import Gatehouse
import GatehouseBase
import GatehouseTesting
import HTTPTypes
import Testing

@testable import GatehousePasskeys

@Suite("Signing up without a password")
struct SignUpTests {
    /// Signs up by a passkey alone on a site without mail.
    @discardableResult
    private static func signUp(
        _ site: PasskeySite, _ passkey: inout SoftAuthenticator, email: String = "ada@example.com",
        in browser: TestBrowser
    ) async throws -> TestBrowser.Page {
        try await browser.get("/signup/passkey/")
        let options = try await site.options("/signup/passkey/", browser)
        return try await browser.submit(
            "/signup/passkey/", ["email": email, "credential": try passkey.create(options)])
    }

    @Test("a passkey makes an account that has no password, and signs in to it")
    func whole() async throws {
        try await withPasskeys { site in
            let browser = site.site.browser()
            let start = try await browser.get("/signup/")
            #expect(start.body.contains("<a href=\"/signup/passkey/\">Sign up with a passkey</a>"))
            let page = try await browser.get("/signup/passkey/").body
            #expect(page.contains("name=\"email\"") && !page.contains("type=\"password\""))
            let options = try await site.options("/signup/passkey/", browser)
            // It is the whole sign-in, and the sign-in page must find it (WA4).
            #expect(options["authenticatorSelection"]?["userVerification"]?.string == "required")
            #expect(options["authenticatorSelection"]?["residentKey"]?.string == "required")
            var passkey = SoftAuthenticator()
            let answer = try await browser.submit(
                "/signup/passkey/", ["email": "ada@example.com", "credential": try passkey.create(options)])
            #expect(answer.headers[.location] == "/index/")
            #expect(try await browser.get("/index/").body.contains("ada@example.com"))
            let ada = try await site.account()
            #expect(ada.password.text.hasPrefix("!"))
            #expect(site.events.kinds.contains("account.created"))
            // As much was shown as the account can show: a second passkey can be added at once.
            #expect(try await browser.get("/security/passkeys/new/").status == .ok)

            let other = site.site.browser()
            #expect(try await site.signIn(passkey, in: other).headers[.location] == "/index/")
            #expect(
                try await site.site.signIn("ada@example.com", in: site.site.browser()).status == .unprocessableContent)
        }
    }

    @Test("programs sign up with the JSON that browsers take")
    func json() async throws {
        try await withPasskeys { site in
            let browser = site.site.browser()
            try await browser.get("/signup/passkey/")
            let page = try await browser.get("/signup/passkey/", headers: PasskeySite.json)
            let value = try #require(JSONValue(unambiguous: page.body, depth: 8))
            guard case .array(let fields)? = value["fields"] else { throw TestFailure() }
            #expect(fields.map { $0["name"]?.string } == ["email", "credential"])
            var passkey = SoftAuthenticator()
            let answer = try await browser.submit(
                "/signup/passkey/",
                ["email": "ada@example.com", "credential": try passkey.create(try #require(value["publicKey"]))],
                headers: PasskeySite.json)
            #expect(answer.status == .ok && answer.body.contains("account_created"), "\(answer.body)")
        }
    }

    @Test("WA4: a touch alone makes no account, and neither does a page without a passkey")
    func refused() async throws {
        try await withPasskeys { site in
            var passkey = SoftAuthenticator()
            passkey.flags = 0x01
            let touched = try await Self.signUp(site, &passkey, in: site.site.browser())
            #expect(touched.status == .unprocessableContent && touched.body.contains("This passkey was not taken."))
            #expect(touched.body.contains("value=\"ada@example.com\""))
            let browser = site.site.browser()
            try await browser.get("/signup/passkey/")
            let bare = try await browser.submit("/signup/passkey/", ["email": "ada@example.com", "credential": ""])
            #expect(bare.body.contains("Passkeys need a browser that runs the scripts of this page."))
            #expect(try await site.accounts.documents.count() == 0)
        }
    }

    @Test("WA10: a taken address and a passkey of another account make nothing")
    func taken() async throws {
        try await withPasskeys { site in
            var (first, _) = try await site.withPasskey()
            var second = SoftAuthenticator()
            let same = try await Self.signUp(site, &second, email: "Ada@Example.com", in: site.site.browser())
            #expect(same.status == .unprocessableContent && same.body.contains("value=\"Ada@Example.com\""))
            let other = try await Self.signUp(site, &first, email: "bob@example.com", in: site.site.browser())
            #expect(other.body.contains("This passkey belongs to an account already."))
            #expect(try await site.accounts.documents.count() == 1)
            #expect(try await site.store().documents.count() == 1)
        }
    }

    @Test("WA2: of 64 who send the same passkey at once, one makes an account")
    func race() async throws {
        try await withPasskeys(configure: { $0.throttles.signUp = nil }) { site in
            let browser = site.site.browser()
            try await browser.get("/signup/passkey/")
            var passkey = SoftAuthenticator()
            let credential = try passkey.create(try await site.options("/signup/passkey/", browser))
            let made = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        let answer = try await browser.submit(
                            "/signup/passkey/", ["email": "a\(number)@example.com", "credential": credential],
                            headers: PasskeySite.json)
                        return answer.body.contains("account_created")
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(made == 1)
            #expect(try await site.accounts.documents.count() == 1)
            #expect(try await site.store().documents.count() == 1)
        }
    }

    @Test("WA11: the page keeps the only way in to an account without a password")
    func lastWayIn() async throws {
        try await withPasskeys { site in
            let browser = site.site.browser()
            var passkey = SoftAuthenticator()
            try await Self.signUp(site, &passkey, in: browser)
            try await browser.get("/security/passkeys/")
            let id = Base64URL.encode(passkey.id)
            let refused = try await browser.submit("/security/passkeys/remove/", ["passkey": id])
            #expect(refused.headers[.location] == "/security/passkeys/")
            #expect(try await browser.get("/security/passkeys/").body.contains("This is the only way to sign in"))
            let told = try await browser.submit(
                "/security/passkeys/remove/", ["passkey": id], headers: PasskeySite.json)
            #expect(told.status == .unprocessableContent && told.body.contains("last_way_in"))
            #expect(try await site.signIn(passkey, in: site.site.browser()).headers[.location] == "/index/")
        }
    }

    @Test(
        "P8: an owner without a password shows the passkey where others type one")
    func withoutPassword() async throws {
        try await withPasskeys { site in
            let browser = site.site.browser()
            var passkey = SoftAuthenticator()
            try await Self.signUp(site, &passkey, in: browser)
            site.clock.advance(by: 601)
            for path in ["/password/change/", "/account/delete/"] {
                let stale = try await browser.get(path)
                #expect(stale.headers[.location]?.hasPrefix("/signin/") == true, "\(path)")
                let sent = try await browser.submit(
                    path, ["password": "new horse battery", "password_retype": "new horse battery"],
                    headers: PasskeySite.json)
                #expect(sent.status == .unauthorized && sent.body.contains("sign_in_again"), "\(path)")
            }
            let fresh = site.site.browser()
            #expect(try await site.signIn(passkey, in: fresh).headers[.location] == "/index/")
            #expect(try await fresh.get("/account/delete/").body.contains("type=\"password\"") == false)
            #expect(try await fresh.get("/password/change/").body.contains("current-password") == false)
            let set = try await fresh.submit(
                "/password/change/", ["password": "new horse battery", "password_retype": "new horse battery"])
            #expect(set.headers[.location] == "/index/")
            // From here on the account has one, and is asked for it, and for the passkey.
            #expect(try await fresh.get("/account/delete/").body.contains("type=\"password\""))
            let answer = try await site.site.signIn(
                "ada@example.com", password: "new horse battery", in: site.site.browser())
            #expect(answer.headers[.location] == "/signin/factor/")
        }
    }

    @Test("an account without a password is deleted by whoever has just shown its passkey")
    func deleted() async throws {
        try await withPasskeys { site in
            let browser = site.site.browser()
            var passkey = SoftAuthenticator()
            try await Self.signUp(site, &passkey, in: browser)
            try await browser.get("/account/delete/")
            let answer = try await browser.submit("/account/delete/", [:])
            #expect(answer.headers[.location] == "/signin/")
            #expect(site.events.kinds.contains("account.deletion-requested"))
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
        }
    }

    @Test("WA4, WA11: a passkey that asks for a touch alone is not added where it could become the only way in")
    func touch() async throws {
        try await withPasskeys { site in
            let browser = site.site.browser()
            var passkey = SoftAuthenticator()
            try await Self.signUp(site, &passkey, in: browser)
            let asked = try await site.options("/security/passkeys/new/", browser)
            #expect(asked["authenticatorSelection"]?["userVerification"]?.string == "required")
            var weak = SoftAuthenticator()
            weak.flags = 0x01
            #expect(try await site.add(&weak, in: browser).status == .unprocessableContent)
            var strong = SoftAuthenticator()
            #expect(try await site.add(&strong, in: browser).headers[.location] == "/security/passkeys/")
            try await browser.get("/security/passkeys/")
            try await browser.submit("/security/passkeys/remove/", ["passkey": Base64URL.encode(passkey.id)])
            #expect(try await site.signIn(strong, in: site.site.browser()).headers[.location] == "/index/")
        }
    }

    @Test("P8: an account whose password was taken away, as in Django, chooses none by its passkey")
    func takenAway() async throws {
        try await withPasskeys { site in
            let (passkey, _) = try await site.withPasskey()
            let id = try #require(try await site.account().id)
            let unusable = UnusablePassword.make()
            _ = try await site.accounts.documents.update({ $0.id == id }) { [$0.password.set(unusable)] }
            let browser = site.site.browser()
            #expect(try await site.signIn(passkey, in: browser).headers[.location] == "/index/")
            #expect(try await browser.get("/password/change/").body.contains("current-password"))
            for (path, fields) in [
                ("/password/change/", ["password": "new horse battery", "password_retype": "new horse battery"]),
                ("/account/delete/", [:]),
            ] {
                try await browser.get(path)
                #expect(try await browser.submit(path, fields).status == .unprocessableContent, "\(path)")
            }
            #expect(try await site.account().password == unusable)
        }
    }
}
