import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Testing

/// An account with a role that no visitor chooses.
private struct Clerk: Account {
    static let collection = "clerks"
    var id: Int?
    var email: String
    var password: PasswordHash
    var username: String
    var role: String
    var lastSigninDate: Date?

    static let schema = Schema<Clerk> {
        PrimaryKey(\.id, .sequence)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("username", \.username, .required)
        Field("role", \.role, .protected, .missing("member"))
        Field("last_signin_date", \.lastSigninDate)
    }
}

@Suite("Fields that no visitor sets")
struct ProtectedFieldTests {
    private let sent = [
        "email": "tom@example.com", "password": "correct horse", "password_retype": "correct horse",
        "username": "tom", "role": "admin", "last_signin_date": "2001-01-01",
    ]

    @Test("U4: neither the sign-up page nor the profile sets them, as a form and as JSON", arguments: [false, true])
    func pages(isJSON: Bool) async throws {
        try await TestSite.run(Clerk.self, configure: { $0.web.accountFields = ["username"] }) { site in
            let browser = site.browser()
            let page = try await browser.get("/signup/")
            #expect(page.body.contains(#"name="username""#) && !page.body.contains(#"name="role""#))
            let object = JSONValue.object(sent.map { .init($0.key, .string($0.value)) })
            if isJSON {
                #expect(try await browser.post(json: object, to: "/signup/").page.status == .ok)
            } else {
                #expect(try await browser.submit("/signup/", sent).status == .found)
            }
            #expect(try await site.gatehouse.accounts.documents.find(1)?.role == "member")
            try await site.signIn("tom@example.com", in: browser)
            if isJSON {
                let change: JSONValue = ["username": "thomas", "role": "admin"]
                #expect(try await browser.post(json: change, to: "/profile/").page.status == .ok)
            } else {
                try await browser.get("/profile/")
                #expect(
                    try await browser.submit("/profile/", ["username": "thomas", "role": "admin"]).status == .found)
            }
            let tom = try await site.gatehouse.accounts.documents.find(1)
            #expect(tom?.username == "thomas" && tom?.role == "member" && tom?.email == "tom@example.com")
        }
    }

    @Test(
        "U4: a site that asks owners for what no visitor sets does not start",
        arguments: ["role", "email", "password", "last_signin_date"])
    func start(name: String) async throws {
        let error = await #expect(throws: ProtectedFieldsError.self) {
            try await TestSite.run(Clerk.self, configure: { $0.web.accountFields = ["username", name] }) { _ in }
        }
        #expect(error?.fields == [name] && error?.description.contains("accountFields") == true)
    }
}
