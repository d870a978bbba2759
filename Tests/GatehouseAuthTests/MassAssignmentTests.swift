import Foundation
import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehousePasswords
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Testing

/// An account with a role that no visitor chooses.
private struct Clerk: Account {
    static let collection = "clerks"
    var id: Int?
    var email: String
    var password: PasswordHash
    var username: String?
    var role: String
    var signupDate: Date?
    var lastSigninDate: Date?

    static let schema = Schema<Clerk> {
        PrimaryKey(\.id, .sequence)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("username", \.username)
        Field("role", \.role, .protected, .missing("member"))
        Field("signup_date", \.signupDate)
        Field("last_signin_date", \.lastSigninDate)
    }
}

@Suite("What a visitor may say of a new account")
struct MassAssignmentTests {
    private let sent = ["username": "tom", "role": "admin", "signup_date": "2001-01-01"]

    private func accounts(_ names: [String], in database: DocumentDatabase = .memory()) -> Accounts<Clerk> {
        Accounts(
            Documents(in: database), passwords: PasswordHashing([Argon2Hasher.forTests], executor: .patient),
            keys: SecretKeys("a key for tests only"), signUpFields: names)
    }

    @Test("U4: sign-up stores the fields that the site names, and none that is protected, though it is named")
    func named() async throws {
        let tom = try await accounts(["username", "role", "signup_date", "is_superuser"]).signUp(
            email: "tom@example.com", password: "correct horse", fields: sent)
        #expect(tom.username == "tom" && tom.role == "member" && tom.signupDate == nil)
    }

    @Test("U4: what the site does not name is not stored")
    func unnamed() async throws {
        let tom = try await accounts([]).signUp(email: "tom@example.com", password: "correct horse", fields: sent)
        #expect(tom.username == nil && tom.role == "member")
    }

    @Test("U4: the program itself says what a role is, whatever was sent, also where the address is verified first")
    func ownValues() async throws {
        let database = DocumentDatabase.memory()
        let accounts = accounts(["username"], in: database)
        let tom = try await accounts.signUp(
            email: "tom@example.com", password: "correct horse", fields: sent, setting: ["role": "editor"])
        #expect(tom.username == "tom" && tom.role == "editor")
        let mail = MemoryNotifier()
        let lifecycle = AccountLifecycle(
            accounts, sessions: CacheSessionStore(), tokens: SingleUseTokens(in: database), notifier: mail, in: database
        )
        try await lifecycle.beginSignUp(
            email: "eve@example.com", password: "correct horse", fields: sent, setting: ["role": "editor"],
            client: client)
        let token = try #require(mail.last(.signUpConfirmation)?.token)
        let eve = try await lifecycle.confirmSignUp(token: token, password: "correct horse", client: client)
        #expect(eve.username == "tom" && eve.role == "editor")
        #expect(try await accounts.documents.find(2)?.role == "editor")
    }
}
