import GatehouseBSON
import GatehouseDocuments
import GatehousePasswords
import GatehouseSessions
import GatehouseTesting
import Logging
import Testing

@testable import GatehouseAuth

/// A backend of a user's own: the first half of a key names the account, the second is its password.
struct KeyBackend: AuthenticationBackend {
    let name = BackendName.apiKey
    let users: Documents<User>
    let passwords: PasswordHashing

    func attempt(_ credentials: Credentials, _ client: Client) -> AuthenticationAttempt? {
        credentials["api-key"].map { .account(named: "key \($0.prefix { $0 != "." })") }
    }

    func authenticate(_ credentials: Credentials, _ client: Client) async throws -> AuthenticationOutcome<User> {
        guard let key = credentials["api-key"] else { return .declined }
        let parts = key.split(separator: ".").map(String.init)
        let user = try await parts.first.flatMap(Int.init).asyncMap { try await users.find($0) } ?? nil
        let verdict = try await passwords.verify(parts.last ?? "", user?.password)
        guard let user, verdict.isCorrect, user.isActive else { return .declined(account: user?.id) }
        return .accepted(user)
    }

    func account(_ id: User.ID) async throws -> User? { try await users.find(id) }
}

extension Optional {
    fileprivate func asyncMap<Result>(_ body: (Wrapped) async throws -> Result) async rethrows -> Result? {
        guard let self else { return nil }
        return try await body(self)
    }
}

extension BackendName {
    static let apiKey: BackendName = "api-key"
}

@Suite("Backends")
struct BackendTests {
    @Test("the one that accepts is noted in the session and asked from then on")
    func own() async throws {
        let site = Site()
        let ada = try await site.add("ada@example.com")
        let catalog = BackendCatalog(
            site.documents, passwords: site.passwords, header: "Remote-User",
            own: [KeyBackend(users: site.documents, passwords: site.passwords)])
        let accounts = site.accounts(try catalog.select(["api-key", "email-password"]))
        let found = try #require(try await accounts.authenticate(["api-key": "1.correct horse"], Client()))
        let session = try await site.session()
        _ = try await accounts.signIn(found, session)
        #expect(session["_auth_user_backend", as: String.self] == "gatehouse.api-key")
        #expect(try await accounts.user(of: session)?.id == ada.id)
        let without = site.accounts(try catalog.select(["email-password"]))
        #expect(try await without.user(of: session) == nil)
        #expect(session["_auth_user_id", as: String.self] == "1")
    }

    @Test("after a sign-up the backend is chosen by the way in, or by its name; one that is not the site's is refused")
    func afterSignUp() async throws {
        let site = Site()
        let keys = KeyBackend(users: site.documents, passwords: site.passwords)
        let accounts = site.accounts([keys, EmailPasswordBackend(site.documents, passwords: site.passwords)])
        let ada = try await accounts.signUp(email: "ada@example.com", password: "correct horse")
        for (proof, name) in [
            (try accounts.proof(of: ada, by: [.password]), "gatehouse.EmailPasswordBackend"),
            (try accounts.proof(of: ada, backend: .emailPassword), "gatehouse.EmailPasswordBackend"),
            (try accounts.proof(of: ada, by: [.hardwareKey]), "gatehouse.api-key"),
            (try accounts.proof(of: ada, backend: .apiKey), "gatehouse.api-key"),
        ] {
            let session = try await site.session()
            #expect(try await accounts.signIn(proof, session).user != nil)
            #expect(session["_auth_user_backend", as: String.self] == name)
            #expect(try await accounts.user(of: session)?.id == ada.id)
        }
        let error = #expect(throws: BackendChoiceError.self) { try accounts.proof(of: ada, backend: .remoteHeader) }
        #expect(error?.name == .remoteHeader && error?.known == [.apiKey, .emailPassword])
        #expect(error?.description.contains("it has: api-key, email-password.") == true)
    }

    @Test("C8: an account that is made inactive is nobody from the next request on, whatever an own backend answers")
    func ownAndInactive() async throws {
        let site = Site()
        var ada = try await site.add("ada@example.com")
        let accounts = site.accounts([KeyBackend(users: site.documents, passwords: site.passwords)])
        let found = try #require(try await accounts.authenticate(["api-key": "1.correct horse"], Client()))
        let session = try await site.session()
        _ = try await accounts.signIn(found, session)
        #expect(try await accounts.user(of: session)?.id == ada.id)
        ada = try await site.documents.get { $0.id == 1 }
        try await site.documents.update(&ada) { $0.isActive = false }
        #expect(try await accounts.user(of: session) == nil)
    }

    @Test("U5: an address that another program stored with capitals is found by every spelling")
    func capitals() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        let stored = try await site.documents.set(["email": .string("Ada@Example.com")], of: 1)
        #expect(stored)
        #expect(try await site.accounts().find(email: " Ada@Example.com ")?.id == 1)
        #expect(try await site.accounts().find(email: "ada@example.com")?.id == 1)
    }

    @Test("a setting that names a backend which is not there, or one twice, is refused in words")
    func selection() throws {
        let site = Site()
        let catalog = BackendCatalog(site.documents, passwords: site.passwords, header: "Remote-User")
        let unknown = #expect(throws: BackendSelectionError.self) { try catalog.select(["ldap"]) }
        #expect(
            unknown?.description.contains("\"ldap\"") == true && unknown?.description.contains("email-password") == true
        )
        #expect(throws: BackendSelectionError.self) { try catalog.select(["email-password", "email-password"]) }
        let renamed = try catalog.select([
            BackendSelection(text: "email-password=django.contrib.auth.backends.ModelBackend")
        ])
        #expect(renamed[0].sessionName == "django.contrib.auth.backends.ModelBackend")
    }

    @Test("E1: unknown, wrong, unusable and inactive cost the same on a whole chain")
    func equalWork() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        _ = try await site.add("unusable@example.com") { $0.password = UnusablePassword.make() }
        _ = try await site.add("broken@example.com") { $0.password = PasswordHash("argon2$argon2id$nonsense") }
        let catalog = BackendCatalog(
            site.documents, passwords: site.passwords, header: "Remote-User",
            own: [KeyBackend(users: site.documents, passwords: site.passwords)])
        let accounts = site.accounts(
            try catalog.select(["api-key", "remote-header", "email-password", "email-password-all-users"]))
        for email in ["ada", "unusable", "broken", "unknown", "not an address"] {
            let before = site.hasher.calls
            #expect(
                try await accounts.authenticate(email: "\(email)@example.com", password: "wrong", from: Client())
                    == nil)
            let after = site.hasher.calls
            let work = after.encoded + after.verified - before.encoded - before.verified
            #expect(work == 2, "\(email)")
        }
    }

    @Test("P9: a sign-in to an account whose hash costs too much is refused at once, and the log tells whose it is")
    func tooCostly() async throws {
        let site = Site()
        let mallory = try await site.add("mallory@example.com") {
            $0.password = PasswordHash("pbkdf2_sha256$100000000$salt$hash")
        }
        let log = KeptLog()
        let backend = EmailPasswordBackend(
            site.documents, passwords: site.passwords, logger: Logger(label: "test") { _ in log })
        let before = site.hasher.calls
        let outcome = try await backend.authenticate(
            Credentials(email: "mallory@example.com", password: "wrong"), Client())
        guard case .declined = outcome.kind else { throw CancellationError() }
        #expect(site.hasher.calls.encoded + site.hasher.calls.verified - before.encoded - before.verified == 1)
        let id = try #require(mallory.id)
        #expect(
            log.lines.all == [
                "warning A stored password hash cannot be verified account=\(id) reason=this hash costs too much"
            ])
    }

    @Test("E1: an inactive account with the right password costs what a wrong one does")
    func inactive() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com") { $0.isActive = false }
        #expect(
            try await site.accounts().authenticate(
                email: "ada@example.com", password: "correct horse", from: Client()) == nil)
        #expect(site.hasher.calls == CountingHasher.Calls(verified: 1))
    }

    @Test("a header counts only from a trusted proxy, and only without other credentials")
    func remoteHeader() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        let catalog = BackendCatalog(site.documents, passwords: site.passwords, header: "X-User")
        let accounts = site.accounts(try catalog.select(["remote-header", "email-password"]))
        func request(_ isTrusted: Bool, _ name: String = "Ada@Example.com") -> Client {
            Client(isFromTrustedProxy: isTrusted) { $0 == "X-User" ? name : nil }
        }
        #expect(
            try await accounts.authenticate(Credentials(), request(true))?.backend == .remoteHeader)
        #expect(try await accounts.authenticate(Credentials(), request(false)) == nil)
        #expect(try await accounts.authenticate(Credentials(), request(true, "eve@example.com")) == nil)
        let wrong = Credentials(email: "ada@example.com", password: "wrong")
        #expect(try await accounts.authenticate(wrong, request(true)) == nil)
    }

    @Test("U4: a form cannot say what an account may do")
    func massAssignment() async throws {
        let site = Site()
        let user = try await site.accounts().signUp(
            email: "eve@example.com", password: "correct horse",
            fields: ["is_superuser": "true", "is_active": "1", "groups": "editors", "permissions": "x", "_id": "7"])
        #expect(!user.isSuperuser && user.groups.isEmpty && user.permissions.isEmpty && user.id == 1)
    }

    @Test("credentials never show")
    func description() {
        let credentials = Credentials(email: "ada@example.com", password: "canary")
        for text in ["\(credentials)", String(reflecting: credentials), "\(Mirror(reflecting: credentials).children)"] {
            #expect(!text.contains("canary") && !text.contains("ada@"))
        }
    }

    @Test("sessions as mongoengine sites write them count only where the site says so")
    func withoutHash() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        for isTrusted in [false, true] {
            let accounts = site.accounts(trustsSessionsWithoutHash: isTrusted)
            let session = try await site.session()
            try session.set("1", for: "_auth_user_id")
            try session.set("gatehouse.EmailPasswordBackend", for: "_auth_user_backend")
            try session.set("", for: "_auth_user_hash")
            #expect(try await (accounts.user(of: session) != nil) == isTrusted)
        }
    }
}
