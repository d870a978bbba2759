import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

/// A site where people need an invitation.
private struct Invited: Feature {
    let name = "invited"

    func assemble(_ ground: FeatureGround<Person>) -> FeatureParts<Person> {
        var parts = FeatureParts<Person>()
        parts.signUpFields = [FormField("invitation", label: "Invitation")]
        let refusal = InvalidInput(Message("no_invitation", "This invitation is no longer valid."), of: "invitation")
        let condition = SignUpCondition<Person>("invitation", fields: ["invitation"]) { sent in
            let invitations = SingleUseTokens(in: ground.database)
            guard try await invitations.peek(sent["invitation"] ?? "", for: .invitation) != nil else { throw refusal }
        } meet: { account, database in
            let invitations = SingleUseTokens(in: database)
            guard try await invitations.consume(account["invitation"], for: .invitation) != nil else { throw refusal }
        }
        parts.signUpConditions = [condition]
        return parts
    }
}

@Suite("Conditions of sign-up")
struct SignUpConditionTests {
    private typealias Site = TestSite<GatehouseContext<Person>>

    private func withInvitations(
        in place: TestPlace = .memory, change: (inout GatehouseSettings) -> Void = { _ in },
        _ body: (Site, String) async throws -> Void
    ) async throws {
        try await TestSite.run(
            Person.self, in: place,
            configure: {
                $0.web.accountFields = ["nickname"]
                $0.throttles = .none
                change(&$0)
            }, features: { Invited() }
        ) { site in
            let tokens = SingleUseTokens(in: site.gatehouse.database)
            let invitation = try await tokens.issue(.invitation, for: nil, validFor: .seconds(3600))
            try await body(site, invitation)
        }
    }

    private func fields(_ email: String, _ invitation: String, _ nickname: String = "mia") -> [String: String] {
        [
            "email": email, "password": TestSite<GatehouseContext<Person>>.password,
            "password_retype": TestSite<GatehouseContext<Person>>.password, "nickname": nickname,
            "invitation": invitation,
        ]
    }

    private func isGood(_ invitation: String, _ site: Site) async throws -> Bool {
        try await SingleUseTokens(in: site.gatehouse.database).peek(invitation, for: .invitation) != nil
    }

    @Test(
        "a sign-up that is refused uses no invitation up, and one that is made uses it once", arguments: [true, false])
    func page(isInMemory: Bool) async throws {
        try await withInvitations(in: isInMemory ? .memory : .mongo(.replicaSet)) { site, invitation in
            let accounts = site.gatehouse.accounts
            let browser = site.browser()
            #expect(try await browser.get("/signup/").body.contains(#"name="invitation""#))
            let wrong = try await browser.submit("/signup/", fields("mia@example.com", "made up"))
            #expect(wrong.status == .unprocessableContent && wrong.body.contains("This invitation is no longer valid."))
            let missing = try await browser.submit("/signup/", fields("mia@example.com", ""))
            #expect(missing.status == .unprocessableContent)
            #expect(try await accounts.documents.count() == 0)
            #expect(try await browser.submit("/signup/", fields("mia@example.com", invitation)).status == .found)
            #expect(try await accounts.find(email: "mia@example.com")?.nickname == "mia")
            let other = site.browser()
            try await other.get("/signup/")
            let again = try await other.submit("/signup/", fields("ben@example.com", invitation, "ben"))
            #expect(again.status == .unprocessableContent)

            let tokens = SingleUseTokens(in: site.gatehouse.database)
            let second = try await tokens.issue(.invitation, for: nil, validFor: .seconds(3600))
            for (email, nickname) in [("mia@example.com", "ben"), ("ben@example.com", "mia")] {
                let taken = try await other.submit("/signup/", fields(email, second, nickname))
                #expect(taken.status == .unprocessableContent)
                #expect(try await isGood(second, site))
            }
            let object = JSONValue.object(
                fields("ben@example.com", second, "ben").map { .init($0.key, .string($0.value)) })
            #expect(try await other.post(json: object, to: "/signup/").page.status == .ok)
            #expect(try await !isGood(second, site))
            #expect(try await accounts.documents.count() == 2)
        }
    }

    @Test("of 20 sign-ups at a time with one invitation one is made", arguments: [true, false])
    func parallel(isInMemory: Bool) async throws {
        try await withInvitations(in: isInMemory ? .memory : .mongo(.replicaSet)) { site, invitation in
            let accounts = site.gatehouse.accounts
            let made = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<20 {
                    group.addTask {
                        do {
                            _ = try await accounts.signUp(
                                email: "mia\(number)@example.com", password: "correct horse",
                                fields: ["nickname": "mia\(number)", "invitation": invitation])
                            return true
                        } catch is InvalidInput { return false }
                    }
                }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(made == 1)
            #expect(try await accounts.documents.count() == 1)
        }
    }

    @Test("a link that verifies an address stays good when the invitation was used by somebody else meanwhile")
    func verified() async throws {
        try await withInvitations(change: { $0.web.verifiesBeforeSignUp = true }) { site, invitation in
            let browser = site.browser()
            try await browser.get("/signup/")
            let early = try await browser.submit("/signup/", fields("mia@example.com", "made up"))
            #expect(early.status == .unprocessableContent && site.mail.messages.isEmpty)
            #expect(try await browser.submit("/signup/", fields("mia@example.com", invitation)).status == .found)
            #expect(try await isGood(invitation, site))
            let path = try #require(try await site.nextMail(to: "mia@example.com").path)

            let ben = site.browser()
            try await ben.get("/signup/")
            #expect(try await ben.submit("/signup/", fields("ben@example.com", invitation, "ben")).status == .found)
            let other = try #require(try await site.nextMail(to: "ben@example.com").path)
            try await ben.get(other)
            let password = ["password": TestSite<GatehouseContext<Person>>.password]
            #expect(try await ben.submit(other, password).status == .found)

            try await browser.get(path)
            let refused = try await browser.submit(path, password)
            #expect(
                refused.status == .unprocessableContent && refused.body.contains("This invitation is no longer valid."))
            #expect(try await browser.get(path).status == .ok)
            #expect(try await site.gatehouse.accounts.documents.find { _ in .all }.map(\.nickname) == ["ben"])
        }
    }

    @Test("a database without transactions refuses the start, and says what to do")
    func standalone() async throws {
        let error = await #expect(throws: SignUpConditionError.self) {
            try await withInvitations(in: .mongo(.standalone)) { _, _ in }
        }
        #expect(error?.conditions == ["invitation"] && error?.description.contains("replica set") == true)
    }
}
