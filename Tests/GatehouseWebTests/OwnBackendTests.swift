import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

extension BackendName {
    fileprivate static let nickname: BackendName = "nickname"
}

/// A backend that finds accounts by their nicknames.
private struct NicknameBackend: AuthenticationBackend {
    let name = BackendName.nickname
    let people: Documents<Person>
    let check: PasswordCheck<Person>

    func attempt(_ credentials: Credentials, _ client: Client) -> AuthenticationAttempt? {
        guard credentials["password"] != nil else { return nil }
        return credentials["nickname"].map { .account(named: "nickname \($0)") }
    }

    func authenticate(_ credentials: Credentials, _ client: Client) async throws -> AuthenticationOutcome<Person> {
        guard let nickname = credentials["nickname"], let password = credentials["password"] else { return .declined }
        let person = try await people.first { $0.nickname == nickname }
        guard let known = try await check.verified(person, password: password) else {
            return .declined(account: person?.id)
        }
        return .accepted(known)
    }

    func account(_ id: Person.ID) async throws -> Person? { try await people.find(id) }
}

@Suite("A backend of an application's own")
struct OwnBackendTests {
    private func withNicknames(
        _ hasher: CountingHasher, _ body: (TestSite<GatehouseContext<Person>>) async throws -> Void
    ) async throws {
        try await TestSite.run(
            Person.self,
            configure: {
                $0.web.accountFields = ["nickname"]
                $0.hashers = [hasher, PBKDF2Hasher(iterations: 2)]
            },
            features: {
                InlineFeature<Person>("nickname") { ground, parts in
                    parts.backends = [NicknameBackend(people: ground.documents, check: ground.passwordCheck)]
                }
            }, body)
    }

    @Test("E1: gets what makes unknown, wrong, unusable and too long cost one hash")
    func equalWork() async throws {
        let hasher = CountingHasher(Argon2Hasher.forTests)
        try await withNicknames(hasher) { site in
            let accounts = site.gatehouse.accounts
            try await site.signUp("mia@example.com", ["nickname": "mia"])
            var ben = try await site.signUp("ben@example.com", ["nickname": "ben"])
            try await accounts.documents.update(&ben) { $0.password = UnusablePassword.make() }
            for (nickname, password, work) in [
                ("mia", "wrong", 1), ("ben", "correct horse", 1), ("nobody", "correct horse", 1),
                ("mia", String(repeating: "x", count: 5000), 0), ("nobody", String(repeating: "x", count: 5000), 0),
            ] {
                let before = hasher.calls
                let proof = try await accounts.authenticate(["nickname": nickname, "password": password], Client())
                #expect(proof == nil)
                let made = hasher.calls.encoded + hasher.calls.verified - before.encoded - before.verified
                #expect(made == work, "\(nickname)")
            }
        }
    }

    @Test("lets in by its own page, and an outdated hash is made anew")
    func rehash() async throws {
        try await withNicknames(CountingHasher(Argon2Hasher.forTests)) { site in
            let accounts = site.gatehouse.accounts
            var mia = try await site.signUp("mia@example.com", ["nickname": "mia"])
            let old = PasswordHash(try PBKDF2Hasher(iterations: 2).encode(Array("correct horse".utf8)))
            try await accounts.documents.update(&mia) { $0.password = old }
            site.router.get("in") { _, context in
                let credentials: Credentials = ["nickname": "mia", "password": "correct horse"]
                let proof = try #require(
                    try await accounts.authenticate(credentials, try context.visit.client))
                return try await accounts.signIn(proof, try await context.session).user?.nickname ?? ""
            }
            let browser = site.browser()
            #expect(try await browser.get("/in").body == "mia")
            #expect(try await browser.get("/index/").status == .ok)
            let stored = try await accounts.find(email: "mia@example.com")?.password.text
            #expect(stored?.hasPrefix("argon2$") == true)
        }
    }
}
