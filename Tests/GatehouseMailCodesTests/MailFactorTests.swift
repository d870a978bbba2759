import FeatureMembers
import Foundation
import Gatehouse
import GatehouseMailCodes
import GatehouseTesting
import HTTPTypes
import Testing

@Suite("Codes by mail as a second factor")
struct MailFactorTests {
    @Test("it is turned on with a code, asked for after the password, and makes level 2; the owner is told")
    func whole() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let other = try await site.site.signedIn(MailCodeSite.address)
            let browser = try await site.turnOn()
            // AS7: sessions of before have shown less.
            #expect(try await !site.isSignedIn(other))
            #expect(try await site.isSignedIn(browser))
            #expect(try await browser.get("/security/").body.contains("Signing in asks for a code by email."))
            #expect(try await browser.get("/security/apps/new/").status == .ok)
            let told = try await site.site.nextMail(to: MailCodeSite.address).message
            #expect(told.text.contains("Signing in to your account asks for a code by email now."))
            #expect(site.events.events.last { $0.kind == .factorAdded }?.decidedBy == "mail")
            let (waiting, letter) = try await site.waitingForMail()
            #expect(try await !site.isSignedIn(waiting))
            let wrong = try await waiting.submit("/signin/factor/mail/", ["code": MailCodeSite.wrong(letter)])
            #expect(wrong.status == .unprocessableContent)
            let done = try await waiting.submit("/signin/factor/mail/", ["code": letter])
            #expect(done.headers[.location] == "/index/", "\(done.body)")
            #expect(try await waiting.get("/security/apps/new/").status == .ok)
            // Once.
            let (again, _) = try await site.waitingForMail()
            #expect(try await again.submit("/signin/factor/mail/", ["code": letter]).status == .unprocessableContent)
        }
    }

    @Test("AS5, AS11: it is turned on and off with all that the account can show alone, and for a confirmed address")
    func guarded() async throws {
        try await withMailCodes { site in
            try await site.makeAccount("eve@example.com", isVerified: false)
            let eve = try await site.site.signedIn("eve@example.com")
            try await eve.get("/security/mail-codes/")
            #expect(try await eve.submit("/security/mail-codes/send/").status == .forbidden)
            #expect(try await eve.submit("/security/mail-codes/on/", ["code": "123456"]).status == .forbidden)

            try await site.makeAccount()
            let browser = try await site.turnOn()
            site.clock.advance(by: 601)
            try await browser.get("/security/mail-codes/")
            let late = try await browser.submit("/security/mail-codes/off/")
            #expect(late.status == .unauthorized, "\(late.body)")
            let (fresh, letter) = try await site.waitingForMail()
            try await fresh.submit("/signin/factor/mail/", ["code": letter])
            try await fresh.get("/security/mail-codes/")
            #expect(try await fresh.submit("/security/mail-codes/off/").headers[.location] == "/security/mail-codes/")
            #expect(site.events.events.last { $0.kind == .factorRemoved }?.decidedBy == "mail")
            #expect(try await site.isSignedIn(try await site.site.signedIn(MailCodeSite.address)))
        }
    }

    @Test("AS3: it is never taken after a sign-in by mail, which gets no code where it is the only factor")
    func afterMail() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let owner = try await site.turnOn()
            _ = try await site.site.nextMail(to: MailCodeSite.address)
            let asking = site.site.browser()
            try await site.ask(in: asking)
            let message = try await site.site.nextMail(to: MailCodeSite.address).message
            #expect(message.subject.hasPrefix("Sign in with your password"))
            #expect(!message.text.contains(/(?m)^\d{6}$/))
            // With an app beside it, the code by mail is a first proof, and the app alone a second one.
            let app = try await site.addApp(owner)
            _ = try await site.site.nextMail(to: MailCodeSite.address)
            let (browser, waits) = try await site.signedInByMail()
            #expect(waits.headers[.location] == "/signin/factor/")
            #expect(!(try await browser.get("/signin/factor/").body.contains("/signin/factor/mail/")))
            #expect(try await browser.submit("/signin/mail/factor/").status == .unauthorized)
            #expect(try await browser.submit("/signin/factor/mail/", ["code": "123456"]).status == .notFound)
            try await browser.get("/signin/factor/app/")
            let done = try await browser.submit("/signin/factor/app/", ["code": site.nextCode(app)])
            #expect(done.headers[.location] == "/index/")
        }
    }

    @Test(
        "AS3, AS12: after a reset by mail it is still asked for, and makes no level 2, until a password came otherwise")
    func afterReset() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            _ = try await site.turnOn()
            _ = try await site.site.nextMail(to: MailCodeSite.address)
            let password = "a horse by mail"
            try await site.reset(to: password)
            let (browser, letter) = try await site.waitingForMail(password: password)
            #expect(try await !site.isSignedIn(browser))
            let done = try await browser.submit("/signin/factor/mail/", ["code": letter])
            #expect(done.headers[.location] == "/index/", "\(done.body)")
            let session = try await site.stored("sessions")
            #expect(session.contains("same-channel") && !session.contains("email@"))
            // All that it can show: it may add an app, which is another channel.
            let app = try await site.addApp(browser)
            _ = try await site.site.nextMail(to: MailCodeSite.address)
            // With an app there, the mail that set the password does not stand in for it.
            let (mailed, second) = try await site.waitingForMail(password: password, at: "/signin/factor/mail/")
            let refused = try await mailed.submit("/signin/factor/mail/", ["code": second])
            #expect(refused.headers[.location]?.hasPrefix("/signin/factor/") == true, "\(refused.body)")
            #expect(try await !site.isSignedIn(mailed))
            try await mailed.get("/signin/factor/app/")
            try await mailed.submit("/signin/factor/app/", ["code": site.nextCode(app)])
            #expect(try await site.isSignedIn(mailed))
            // A password that is chosen at level 2 by another channel.
            try await mailed.get("/password/change/")
            let other = "a horse of my own"
            let changed = try await mailed.submit(
                "/password/change/",
                ["current_password": password, "password": other, "password_retype": other])
            #expect(changed.headers[.location] == "/index/", "\(changed.body)")
            _ = try await site.site.nextMail(to: MailCodeSite.address)
            let (last, third) = try await site.waitingForMail(password: other, at: "/signin/factor/mail/")
            try await last.submit("/signin/factor/mail/", ["code": third])
            #expect(try await last.get("/security/apps/new/").status == .ok)
        }
    }

    @Test("AS3: an operator who takes the factors away does not make a mailed password another channel")
    func afterOperator() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let password = "a horse by mail"
            try await site.reset(to: password)
            _ = try await site.gatehouse.administration.resetFactors(of: try await site.account())
            let browser = try await site.turnOn(password: password)
            #expect(try await site.isSignedIn(browser))
            let session = try await site.stored("sessions")
            #expect(session.contains("same-channel") && !session.contains("email@"))
        }
    }

    @Test("programs turn it on, are asked for it, and find it in what they take away")
    func program() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            _ = try await site.turnOn()
            let (browser, letter) = try await site.waitingForMail()
            let asked = try await browser.get("/signin/factor/", headers: MailCodeSite.json)
            #expect(asked.body.contains("\"factor\":\"mail\""))
            let done = try await browser.submit(
                "/signin/factor/mail/", ["code": letter], headers: MailCodeSite.json)
            #expect(done.body.contains("\"next\":\"/index/\""), "\(done.body)")
            let shown = try await browser.get("/security/mail-codes/", headers: MailCodeSite.json)
            #expect(shown.body.contains("\"is_on\":true"))
            #expect(
                try await browser.get("/security/", headers: MailCodeSite.json).body
                    .contains("\"has_mail_factor\":true"))
            let export = try await site.gatehouse.lifecycle.export(of: try await site.account())
            #expect(export[path: "data", "mail_factor"]?.document?.keys == ["added", "last_used"])
        }
    }
}

extension MailCodeSite {
    /// A browser in which somebody signed in with a password and turned codes by mail on.
    func turnOn(password: String = TestSite<GatehouseContext<Citizen>>.password) async throws -> TestBrowser {
        let browser = try await site.signedIn(Self.address, password: password)
        try await browser.get("/security/mail-codes/")
        let sent = try await browser.submit("/security/mail-codes/send/")
        try #require(sent.headers[.location] == "/security/mail-codes/on/", "\(sent.body)")
        let code = try await factorCode()
        try await browser.get("/security/mail-codes/on/")
        let done = try await browser.submit("/security/mail-codes/on/", ["code": code])
        try #require(done.headers[.location] == "/security/mail-codes/", "\(done.body)")
        return browser
    }

    /// A browser that has sent the right password and asked for a code, and the code.
    func waitingForMail(
        password: String = TestSite<GatehouseContext<Citizen>>.password, at path: String = "/signin/factor/"
    ) async throws -> (TestBrowser, code: String) {
        let browser = site.browser()
        let waits = try await site.signIn(Self.address, password: password, in: browser)
        try #require(waits.headers[.location] == "/signin/factor/", "\(waits.body)")
        let page = try await browser.get(path)
        try #require(page.body.contains("/signin/mail/factor/"), "\(page.body)")
        let sent = try await browser.submit("/signin/mail/factor/")
        try #require(sent.headers[.location] == "/signin/factor/mail/", "\(sent.body)")
        let code = try await factorCode()
        try await browser.get("/signin/factor/mail/")
        return (browser, code)
    }

    private func factorCode() async throws -> String {
        while true {
            let message = try await site.nextMail(to: Self.address).message
            if let code = message.text.firstMatch(of: /(?m)^(\d{6})$/)?.1 { return String(code) }
        }
    }

    /// Sets another password by a mailed link.
    func reset(to password: String) async throws {
        let browser = site.browser()
        try await browser.get("/password/reset/")
        try await browser.submit("/password/reset/", ["email": Self.address])
        let link = try #require(try await site.nextMail(to: Self.address).path)
        try await browser.get(link)
        let done = try await browser.submit(link, ["password": password, "password_retype": password])
        try #require(done.status == .found, "\(done.body)")
        _ = try await site.nextMail(to: Self.address)
    }
}
