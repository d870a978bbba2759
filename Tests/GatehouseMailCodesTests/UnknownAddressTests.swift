import FeatureMembers
import Foundation
import Gatehouse
import GatehouseMailCodes
import GatehouseTesting
import HTTPTypes
import Testing

@Suite("Codes by mail for addresses without an account")
struct UnknownAddressTests {
    /// What an answer says, without what is random in every one.
    private func told(_ page: TestBrowser.Page) -> String {
        let body = page.body.replacing(/value="[A-Za-z0-9]{64}"/, with: "").replacing(/"csrf_token":"\w+"/, with: "")
        return "\(page.status) \(page.headers[.location] ?? "-") \(page.headers[.cacheControl] ?? "-") \(body)"
    }

    @Test("MC4: known, unknown and inactive addresses get the same answers, whatever is typed next")
    func answers() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let bob = try await site.makeAccount("bob@example.com")
            _ = try await site.gatehouse.administration.setActive(false, of: bob)
            var all: [[String]] = []
            for email in [MailCodeSite.address, "bob@example.com", "nobody@example.com"] {
                let browser = site.site.browser()
                var answers = [told(try await site.ask(email, in: browser))]
                try await site.events.wait(for: "account.sign-in-code-requested", count: all.count + 1)
                answers.append(told(try await browser.get("/signin/mail/code/")))
                // No code of ours, with more tries than one has.
                for _ in 0..<6 { answers.append(told(try await site.send("x", in: browser))) }
                answers.append(told(try await site.ask(email, in: browser, headers: MailCodeSite.json)))
                all.append(answers)
            }
            #expect(all[0] == all[1])
            #expect(all[0] == all[2])
        }
    }

    @Test("MC4: the work is the same: so many commands of each kind on each collection, while it is asked and after")
    func work() async throws {
        try await withMailCodes(configure: { $0.throttles = .none }) { site in
            try await site.makeAccount()
            var all: [[String: Int]] = []
            for email in [MailCodeSite.address, "nobody@example.com", MailCodeSite.address, "somebody@example.com"] {
                let browser = site.site.browser()
                try await browser.get("/signin/mail/")
                let commands = try await TestMongo.commands(on: site.gatehouse.mongo) {
                    try await browser.submit("/signin/mail/", ["email": email])
                    try await site.events.wait(for: "account.sign-in-code-requested", count: all.count + 1)
                    _ = try await site.send("x", in: browser)
                }
                // The mail itself waits in a collection, and is put there beside the request.
                all.append(commands.filter { !$0.key.hasSuffix(" mails") })
            }
            #expect(
                all[0] == all[1] && all[2] == all[3] && all[0]["findAndModify mail_codes", default: 0] > 0, "\(all)")
        }
    }
}
