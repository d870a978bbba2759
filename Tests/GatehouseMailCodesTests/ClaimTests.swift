import FeatureMembers
import Foundation
import Gatehouse
import GatehouseFactors
import GatehouseMailCodes
import GatehouseTesting
import HTTPTypes
import Testing

@Suite("The first sign-in by mail")
struct ClaimTests {
    @Test("MC3: on an account whose address nobody confirmed it voids password, sessions, browsers, factors and links")
    func stranger() async throws {
        // A site that lets unconfirmed accounts add factors, as one that asks nobody to confirm.
        try await withMailCodes(configure: { $0.web.pages[.emailVerification] = nil }) { site in
            let made = try await site.makeAccount(isVerified: false)
            let stranger = try await site.site.signedIn(MailCodeSite.address)
            let app = try await site.addApp(stranger)
            _ = try await site.site.nextMail(to: MailCodeSite.address)
            let other = site.site.browser()
            try await site.site.signIn(MailCodeSite.address, in: other)
            try await other.get("/signin/factor/")
            try await other.submit("/signin/factor/app/", ["code": site.nextCode(app), "remember": "on"])
            #expect(try await site.isSignedIn(other))
            #expect(other.cookies["remembered"] != nil)
            try await stranger.get("/password/reset/")
            try await stranger.submit("/password/reset/", ["email": MailCodeSite.address])
            let reset = try #require(try await site.site.nextMail(to: MailCodeSite.address).path)

            let (owner, answer) = try await site.signedInByMail()
            // No factor of the stranger's is asked for.
            #expect(answer.headers[.location] == "/index/", "\(answer.body)")
            #expect(try await site.isSignedIn(owner))
            for browser in [stranger, other] { #expect(try await !site.isSignedIn(browser)) }
            let account = try await site.account()
            #expect(account.id == made.id && account.emailVerifiedDate == site.clock.now)
            #expect(account.password.text.hasPrefix("!"))
            #expect(try await site.accounts.factors(of: made.id!).isEmpty)
            #expect(try await site.site.signIn(MailCodeSite.address, in: stranger).status == .unprocessableContent)
            #expect(try await site.site.browser().get(reset).status == .notFound)
            #expect(!(try await site.stored("remembered_browsers").contains("_id")))
            let (message, path) = try await site.site.nextMail(to: MailCodeSite.address)
            #expect(message.subject.hasPrefix("Your email address is confirmed") && path == "/signin/mail/")
            #expect(message.text.contains("Somebody else may have made the account"))
            #expect(site.events.kinds.contains("account.claimed"))
        }
    }

    @Test("MC3: it happens once, and never to an account whose address was confirmed")
    func once() async throws {
        try await withMailCodes { site in
            try await site.makeAccount("bob@example.com")
            let bob = try await site.site.signedIn("bob@example.com")
            #expect(try await site.signedInByMail("bob@example.com").1.headers[.location] == "/index/")
            #expect(try await site.isSignedIn(bob))
            #expect(try await site.isSignedIn(try await site.site.signedIn("bob@example.com")))

            try await site.makeAccount(isVerified: false)
            let (first, _) = try await site.signedInByMail()
            _ = try await site.site.nextMail(to: MailCodeSite.address)
            let (second, answer) = try await site.signedInByMail()
            #expect(answer.headers[.location] == "/index/")
            for browser in [first, second] { #expect(try await site.isSignedIn(browser)) }
            #expect(site.events.kinds.count { $0 == "account.claimed" } == 1)
        }
    }
}
