import FeatureMembers
import Foundation
import Gatehouse
import GatehouseBase
import GatehousePasskeys
import GatehouseTesting
import HTTPTypes
import Testing

@Suite("Passkeys of sites that send email")
struct ConfirmedSignUpTests {
    private typealias Site = TestSite<GatehouseContext<Citizen>>

    private static let json: HTTPFields = [.accept: "application/json"]

    private static func with(_ body: (Site) async throws -> Void) async throws {
        try await TestSite.run(
            Citizen.self, configure: { $0.web.accountFields = [] }, features: { Passkeys() }, body)
    }

    private static func options(_ path: String, _ browser: TestBrowser) async throws -> JSONValue {
        let page = try await browser.get(path, headers: json)
        return try #require(JSONValue(unambiguous: page.body, depth: 8)?["publicKey"], "\(page.body)")
    }

    /// Asks for an account, and gets the path of the mail's link.
    private static func ask(_ site: Site, _ email: String, in browser: TestBrowser) async throws -> String {
        try await browser.get("/signup/passkey/")
        let answer = try await browser.submit("/signup/passkey/", ["email": email])
        try #require(answer.headers[.location] == "/signin/", "\(answer.body)")
        return try #require(try await site.nextMail(to: email).path)
    }

    @Test("the account is made by the link of a mail, with the passkey of whoever follows it")
    func link() async throws {
        try await Self.with { site in
            let browser = site.browser()
            let link = try await Self.ask(site, "ada@example.com", in: browser)
            #expect(link.hasPrefix("/signup/passkey/"))
            #expect(try await site.gatehouse.accounts.documents.count() == 0)
            let page = try await browser.get(link)
            #expect(page.status == .ok && page.body.contains("ada@example.com"))
            let options = try await Self.options(link, browser)
            #expect(options["user"]?["name"]?.string == "ada@example.com")
            var passkey = SoftAuthenticator()
            // Somebody else's link of the same kind has a challenge of its own, and another browser has, too.
            let thief = site.browser()
            try await thief.get(link)
            let stolen = try await thief.submit(link, ["credential": try passkey.create(options)])
            #expect(stolen.status == .unprocessableContent)
            let again = try await Self.options(link, browser)
            let answer = try await browser.submit(link, ["credential": try passkey.create(again)])
            #expect(answer.headers[.location] == "/index/", "\(answer.body)")
            let ada = try #require(try await site.gatehouse.accounts.find(email: "ada@example.com"))
            #expect(ada.emailVerifiedDate != nil && ada.password.text.hasPrefix("!"))
            #expect(try await browser.get("/index/").body.contains("ada@example.com"))
            // Good once.
            #expect(try await site.browser().get(link).status != .ok)
            try await browser.get("/index/")
            var second = SoftAuthenticator()
            let late = try await browser.submit(link, ["credential": try second.create(again)])
            #expect(late.status == .notFound)
        }
    }

    @Test("a site that sends mail makes no account at once, whether its accounts note confirmed addresses or not")
    func always() async throws {
        try await TestSite.run(
            Member.self, configure: { $0.web.accountFields = [] }, features: { Passkeys() }
        ) { site in
            let browser = site.browser()
            try await browser.get("/signup/passkey/")
            let page = try await browser.get("/signup/passkey/", headers: Self.json)
            #expect(!page.body.contains("publicKey"))
            try await browser.submit("/signup/passkey/", ["email": "ada@example.com", "credential": "{}"])
            #expect(try await site.gatehouse.accounts.documents.count() == 0)
            #expect(try await site.nextMail(to: "ada@example.com").path?.hasPrefix("/signup/passkey/") == true)
        }
    }

    @Test(
        "T3: an owner without a password changes the address after showing the passkey, and signs in to follow the link"
    )
    func address() async throws {
        try await Self.with { site in
            let browser = site.browser()
            let link = try await Self.ask(site, "ada@example.com", in: browser)
            try await browser.get(link)
            var passkey = SoftAuthenticator()
            try await browser.submit(
                link, ["credential": try passkey.create(try await Self.options(link, browser))])
            #expect(try await browser.get("/email/change/").body.contains("type=\"password\"") == false)
            let asked = try await browser.submit("/email/change/", ["email": "ada@example.org"])
            #expect(asked.headers[.location] == "/index/")
            let change = try #require(try await site.nextMail(to: "ada@example.org").path)
            let elsewhere = try await site.browser().get(change)
            #expect(
                elsewhere.body.contains("This account has no password.") && elsewhere.body.contains("This wasn't me"))
            #expect(elsewhere.body.contains("href=\"/signin/?next=") && !elsewhere.body.contains("type=\"password\""))
            try await browser.get(change)
            #expect(try await browser.submit(change, [:]).headers[.location] == "/index/")
            #expect(try await site.gatehouse.accounts.find(email: "ada@example.org") != nil)
        }
    }

    @Test("AS12: who has lost the passkey gets a password by mail, and is still asked for the passkey")
    func lost() async throws {
        try await Self.with { site in
            let browser = site.browser()
            let link = try await Self.ask(site, "ada@example.com", in: browser)
            try await browser.get(link)
            var passkey = SoftAuthenticator()
            try await browser.submit(
                link, ["credential": try passkey.create(try await Self.options(link, browser))])
            let other = site.browser()
            try await other.get("/password/reset/")
            try await other.submit("/password/reset/", ["email": "ada@example.com"])
            let reset = try #require(try await site.nextMail(to: "ada@example.com").path)
            try await other.get(reset)
            try await other.submit(
                reset, ["password": "new horse battery", "password_retype": "new horse battery"])
            let answer = try await site.signIn("ada@example.com", password: "new horse battery", in: other)
            #expect(answer.headers[.location] == "/signin/factor/")
        }
    }

    @Test("a link of a sign-up with a passkey is none of one with a password, and the other way round")
    func kinds() async throws {
        try await TestSite.run(
            Citizen.self,
            configure: {
                $0.web.accountFields = []
                $0.web.verifiesBeforeSignUp = true
            }, features: { Passkeys() }
        ) { site in
            let browser = site.browser()
            let link = try await Self.ask(site, "ada@example.com", in: browser)
            let token = link.split(separator: "/").last ?? ""
            #expect(try await browser.get("/signup/\(token)/").status != .ok)
            try await browser.get("/signup/")
            try await browser.submit(
                "/signup/",
                [
                    "email": "bob@example.com", "password": "right horse battery",
                    "password_retype": "right horse battery",
                ])
            let other = try #require(try await site.nextMail(to: "bob@example.com").path)
            let bobs = other.split(separator: "/").last ?? ""
            #expect(try await browser.get("/signup/passkey/\(bobs)/").status != .ok)
            #expect(try await browser.get(other).status == .ok)
        }
    }

    @Test("an address that has an account is answered alike, and its owner is told")
    func known() async throws {
        try await Self.with { site in
            try await site.signUp("ada@example.com")
            let browser = site.browser()
            try await browser.get("/signup/passkey/")
            let answer = try await browser.submit("/signup/passkey/", ["email": "ada@example.com"])
            #expect(answer.headers[.location] == "/signin/")
            let mail = try await site.nextMail(to: "ada@example.com")
            #expect(mail.message.subject.hasPrefix("You already have an account"))
        }
    }

    @Test("AS11: a passkey is added once the address is confirmed, where the site can send email")
    func unverified() async throws {
        try await Self.with { site in
            let browser = try await site.signedIn("ada@example.com")
            let page = try await browser.get("/security/passkeys/new/")
            #expect(page.status == .found && page.headers[.location] == "/email/verify/")
            let refused = try await browser.get("/security/passkeys/new/", headers: Self.json)
            #expect(refused.status == .forbidden && refused.body.contains("email_unverified"))
            let sent = try await browser.submit("/security/passkeys/new/", ["credential": "{}", "name": "Phone"])
            #expect(sent.status == .forbidden)

            try await browser.get("/email/verify/")
            try await browser.submit("/email/verify/", [:])
            let link = try #require(try await site.nextMail(to: "ada@example.com").path)
            try await browser.get(link)
            try await browser.submit(link, [:])
            #expect(try await browser.get("/security/passkeys/new/").status == .ok)
        }
    }
}
