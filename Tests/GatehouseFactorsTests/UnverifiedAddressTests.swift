import FeatureMembers
import Foundation
import Gatehouse
import GatehouseFactors
import GatehouseTesting
import HTTPTypes
import Testing

@Suite("Second factors of accounts whose addresses nobody confirmed")
struct UnverifiedAddressTests {
    @Test("AS11: an app is added once the address is confirmed, where the site can send email")
    func unverified() async throws {
        try await TestSite.run(
            Citizen.self, configure: { $0.web.accountFields = [] }, features: { SecondFactors() }
        ) { site in
            let browser = try await site.signedIn("ada@example.com")
            let page = try await browser.get("/security/apps/new/")
            #expect(page.status == .found && page.headers[.location] == "/email/verify/")
            #expect(try await browser.get("/email/verify/").body.contains("Confirm your email address first."))
            let refused = try await browser.get("/security/apps/new/", headers: [.accept: "application/json"])
            #expect(refused.status == .forbidden && refused.body.contains("email_unverified"))
            let sent = try await browser.submit("/security/apps/new/", ["code": "000000", "name": "Phone"])
            #expect(sent.status == .forbidden)

            try await browser.submit("/email/verify/", [:])
            let link = try #require(try await site.nextMail(to: "ada@example.com").path)
            try await browser.get(link)
            try await browser.submit(link, [:])
            #expect(try await browser.get("/security/apps/new/").status == .ok)
        }
    }
}
