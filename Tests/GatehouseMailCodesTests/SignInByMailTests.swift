import FeatureMembers
import Foundation
import Gatehouse
import GatehouseMailCodes
import GatehouseTesting
import HTTPTypes
import Testing

@Suite("Signing in by mail")
struct SignInByMailTests {
    @Test("a code is mailed, typed in the same browser, and signs in once; the session says that it was by mail")
    func whole() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let browser = site.site.browser()
            #expect(try await browser.get("/signin/?next=/devices/").body.contains("/signin/mail/?next=/devices/"))
            let page = try await browser.get("/signin/mail/?next=/devices/")
            #expect(page.body.contains("name=\"next\" value=\"/devices/\""))
            let answer = try await browser.submit("/signin/mail/", ["email": " ADA@example.com", "next": "/devices/"])
            #expect(answer.headers[.location] == "/signin/mail/code/?next=/devices/")
            let letter = try await site.letter()
            let form = try await browser.get("/signin/mail/code/?next=/devices/")
            #expect(form.body.contains("If there is an account with this address, a code is on its way to it."))
            #expect(form.body.contains("autocomplete=\"one-time-code\""))
            #expect(try await !site.isSignedIn(browser))
            // As people type it: in groups, and in digits of their own script.
            let arabic = String(
                String.UnicodeScalarView(letter.code.unicodeScalars.compactMap { Unicode.Scalar($0.value + 0x630) }))
            let done = try await site.send(
                "\(arabic.prefix(3)) \(arabic.suffix(3))", in: browser, ["next": "/devices/"])
            #expect(done.headers[.location] == "/devices/", "\(done.body)")
            #expect(try await browser.get("/index/").body.contains(MailCodeSite.address))
            #expect(site.events.kinds.contains("account.signed-in"))
            let stored = try await site.stored("sessions")
            // What was shown, and when.
            #expect(stored.contains("email@"), "\(stored)")
            let again = try await site.send(letter.code, in: browser)
            #expect(again.status == .unprocessableContent)
        }
    }

    @Test("MC1: following the link uses nothing up; the page has a button, which works in the browser that asked alone")
    func link() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let browser = site.site.browser()
            try await site.ask(in: browser, ["next": "/devices/"])
            let letter = try await site.letter()
            #expect(letter.link.hasPrefix("/signin/mail/link/") && letter.link.hasSuffix("/?next=/devices/"))
            // A scanner of mail, and the reader's telephone.
            let other = site.site.browser()
            for _ in 0..<3 {
                let page = try await other.get(letter.link)
                #expect(page.status == .ok && page.body.contains("only in the browser in which you asked for it"))
                #expect(!page.body.contains("<form"))
            }
            let path = String(letter.link.prefix { $0 != "?" })
            #expect(try await other.get(path, headers: MailCodeSite.json).body.contains("\"can_sign_in\":false"))
            try await other.get("/signin/")
            #expect(try await other.submit(path).status == .notFound)
            #expect(try await !site.isSignedIn(other))
            for _ in 0..<3 {
                #expect(try await browser.get(letter.link).body.contains("<button type=\"submit\">Sign in"))
            }
            #expect(try await browser.get(path, headers: MailCodeSite.json).body.contains("\"can_sign_in\":true"))
            let answer = try await browser.submit(path, ["next": "/devices/"])
            #expect(answer.headers[.location] == "/devices/", "\(answer.body)")
            #expect(try await site.isSignedIn(browser))
            // The code went with it.
            #expect(try await site.send(letter.code, in: browser).status == .unprocessableContent)
            #expect(try await browser.submit(path).status == .notFound)
        }
    }

    @Test("AS4: an account with an app is asked for it after the code, which makes level 2; so does a recovery code")
    func levels() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let first = try await site.site.signedIn(MailCodeSite.address)
            let app = try await site.addApp(first)
            try await first.get("/security/recovery-codes/")
            let made = try await first.submit("/security/recovery-codes/new/")
            let recovery = try #require(made.body.firstMatch(of: /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/)?.0)
            _ = try await site.site.nextMail(to: MailCodeSite.address)
            _ = try await site.site.nextMail(to: MailCodeSite.address)
            for (path, code) in [("app", site.nextCode(app)), ("recovery-code", String(recovery))] {
                let (browser, waits) = try await site.signedInByMail()
                #expect(waits.headers[.location] == "/signin/factor/", "\(waits.body)")
                #expect(try await !site.isSignedIn(browser))
                try await browser.get("/signin/factor/\(path)/")
                let done = try await browser.submit("/signin/factor/\(path)/", ["code": code])
                #expect(done.headers[.location] == "/index/", "\(done.body)")
                // What changes a factor asks for level 2.
                #expect(try await browser.get("/security/apps/new/").status == .ok)
            }
        }
    }

    @Test("AS3: what was shown by mail is one kind: alone it is level 1, however often")
    func oneKind() {
        #expect(AssuranceLevel.of([.email]) == 1)
        #expect(AssuranceLevel.of([.email, .email]) == 1)
        #expect(AssuranceLevel.of([.email, .rememberedBrowser, .userPresence]) == 1)
        #expect(AssuranceLevel.of([.email, .oneTimePassword]) == 2)
        #expect(AuthenticationMethod.email.name == "email")
    }

    @Test("AS8: an inactive account gets nothing, and one that became inactive since is not let in")
    func inactive() async throws {
        try await withMailCodes { site in
            let bob = try await site.makeAccount("bob@example.com")
            let ada = try await site.makeAccount()
            _ = try await site.gatehouse.administration.setActive(false, of: bob)
            let browser = site.site.browser()
            #expect(try await site.ask("bob@example.com", in: browser).headers[.location] == "/signin/mail/code/")
            try await site.events.wait(for: "account.sign-in-code-requested")
            #expect(site.events.events.last { $0.kind == .signInCodeRequested }?.isSuccess == false)
            let (other, letter) = try await site.asked()
            _ = try await site.gatehouse.administration.setActive(false, of: ada)
            #expect(try await site.send(letter.code, in: other).status == .unprocessableContent)
            #expect(site.site.mail.messages.allSatisfy { $0.to.address != "bob@example.com" })
        }
    }

    @Test("a code ends with the password and the address that the account had")
    func ends() async throws {
        try await withMailCodes { site in
            var ada = try await site.makeAccount()
            let (browser, letter) = try await site.asked()
            _ = try await site.gatehouse.administration.setPassword("another correct horse", of: &ada)
            #expect(try await site.send(letter.code, in: browser).status == .unprocessableContent)
        }
    }

    @Test("a program signs in with JSON, and learns why not by a code")
    func program() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let browser = site.site.browser()
            let sent = try await site.ask(in: browser, headers: MailCodeSite.json)
            #expect(sent.body.contains("\"next\":\"/signin/mail/code/\"") && sent.body.contains("\"mail_code_sent\""))
            let letter = try await site.letter()
            let wrong = try await site.send(MailCodeSite.wrong(letter.code), in: browser, headers: MailCodeSite.json)
            #expect(wrong.status == .unprocessableContent && wrong.body.contains("\"code\":\"mail_code_wrong\""))
            let right = try await site.send(letter.code, in: browser, headers: MailCodeSite.json)
            #expect(right.body.contains("\"next\":\"/index/\"") && !right.body.contains("step"), "\(right.body)")
        }
    }

    @Test("accounts that cannot note a confirmed address refuse the start with a reason")
    func noField() async throws {
        struct Plain: Account {
            static let collection = "plain"
            var id: UUID?
            var email: String
            var password: PasswordHash
            var lastSigninDate: Date?

            static let schema = Schema<Plain> {
                PrimaryKey(\.id, .uuid)
                Field("email", \.email, .email, .unique)
                Field("password", \.password)
                Field("last_signin_date", \.lastSigninDate)
            }
        }
        let error = await #expect(throws: FeatureError.self) {
            try await TestSite.run(
                Plain.self, configure: { $0.web.accountFields = [] }, features: { MailCodes() }
            ) { _ in }
        }
        #expect(error?.description.contains("email_verified_date") == true)
    }
}
