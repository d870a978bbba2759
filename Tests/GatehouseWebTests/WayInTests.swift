import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@Suite("All ways in lead through the gate")
struct WayInTests {
    @Test("each way in signs in an active account that nothing is asked of", arguments: WayIn.allCases)
    func open(way: WayIn) async throws {
        let arrival = try await WaysSite.run(way, .none)
        #expect(arrival.isSignedIn && arrival.events.contains("account.signed-in"), "\(arrival)")
        #expect(!arrival.isToBeDeleted)
        #expect(arrival.events.contains("account.deletion-cancelled") == (way == .cancelledDeletion))
    }

    @Test("AS8: an inactive account gets nothing from any way in", arguments: WayIn.allCases)
    func inactive(way: WayIn) async throws {
        let arrival = try await WaysSite.run(way, .inactive)
        #expect(arrival.isNobodys, "\(arrival)")
        #expect(arrival.isToBeDeleted == (way == .cancelledDeletion))
    }

    @Test("AS2: no way in signs anybody in, or keeps their account, while a step is due", arguments: WayIn.allCases)
    func due(way: WayIn) async throws {
        let arrival = try await WaysSite.run(way, .stepDue)
        #expect(arrival.isNobodys, "\(arrival)")
        #expect(arrival.isToBeDeleted == (way == .cancelledDeletion))
    }

    @Test(
        "a backend that lets inactive accounts in does so by each way that it takes",
        arguments: [
            WayIn.password, .json, .signUp, .signUpLink, .cancelledDeletion, .ownProof, .doneStep, .secondFactor,
        ])
    func admitted(way: WayIn) async throws {
        let arrival = try await WaysSite.run(way, .inactive, backends: ["email-password-all-users"])
        #expect(arrival.isSignedIn, "\(arrival)")
    }

    @Test(
        "of several backends the one that lets an inactive account in is taken",
        arguments: [WayIn.password, .json, .signUp, .ownProof])
    func chosen(way: WayIn) async throws {
        let arrival = try await WaysSite.run(way, .inactive, backends: ["email-password", "email-password-all-users"])
        #expect(arrival.isSignedIn, "\(arrival)")
    }

    @Test("AS8: a program that shows a proof of an inactive account gets the code invalid_login")
    func ownProof() async throws {
        try await TestSite.run(Guest.self) { site in
            let (accounts, pending) = (site.gatehouse.accounts, try await site.signUp("pending@example.com"))
            site.router.get("own") { _, context in
                let proof = try accounts.proof(of: pending)
                return try await accounts.signIn(proof, try await context.session).user?.email ?? ""
            }
            let browser = site.browser()
            let answer = try await browser.json("/own")
            #expect(answer.page.status == .unprocessableContent)
            guard case .array(let errors)? = answer.value["form_errors"] else {
                Issue.record("no errors")
                return
            }
            #expect(errors.first?["code"] == "invalid_login")
            #expect(browser.cookies["sessionid"] == nil)
        }
    }
}
