import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongoStores
import GatehousePasswords
import GatehouseTesting
import Synchronization
import Testing

@testable import GatehouseAuth

/// A backend of a user's own: a name, which is the part of the address before the sign @, in any case, and a password.
struct NameBackend: AuthenticationBackend {
    let name: BackendName = "user-name"
    let users: Documents<User>
    let passwords: PasswordHashing

    func attempt(_ credentials: Credentials, _ client: Client) -> AuthenticationAttempt? {
        credentials["username"].map { .account(named: $0.lowercased()) }
    }

    func names(of user: User) -> [String] { [String(user.email.prefix { $0 != "@" }).lowercased()] }

    func authenticate(_ credentials: Credentials, _ client: Client) async throws -> AuthenticationOutcome<User> {
        guard let name = credentials["username"], let password = credentials["password"] else { return .declined }
        let user = try await users.first { $0.email == "\(name.lowercased())@example.com" }
        guard try await passwords.verify(password, user?.password).isCorrect, let user else { return .declined }
        return .accepted(user)
    }

    func account(_ id: User.ID) async throws -> User? { try await users.find(id) }
}

/// A browser that keeps what makes it known.
final class KeepingBrowser: Sendable {
    private let kept = Mutex<String?>(nil)
    let address: String
    init(_ address: String = "192.0.2.7") { self.address = address }

    var text: String? { kept.withLock { $0 } }
    var client: Client {
        var client = Client(address: address)
        client.knownBrowser = text
        client.keepKnownBrowser = { text in self.kept.withLock { $0 = text } }
        return client
    }
}

/// Tries an account from as many networks.
private func guess(
    _ accounts: Accounts<User>, _ networks: Range<Int>, _ credentials: Credentials
) async throws -> Int {
    var refused = 0
    for number in networks {
        let client = Client(address: "198.18.\(number / 256).\(number % 256)")
        if try await accounts.tried(credentials, client).isThrottled { refused += 1 }
    }
    return refused
}

@Suite("Limits of an account over all addresses")
struct AccountLimitTests {
    private let right = Credentials(email: "ada@example.com", password: "correct horse")

    /// Signs in with a browser, which is known from then on.
    private func signIn(_ site: Site, _ accounts: Accounts<User>, _ browser: KeepingBrowser) async throws {
        let proof = try #require(try await accounts.authenticate(right, browser.client))
        _ = try await accounts.signIn(proof, try await site.session(), client: browser.client)
    }

    @Test("S10: from 130 networks a hundred wrong passwords of an account are verified; S1: known or not")
    func networks() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        let accounts = site.accounts()
        var waits: Set<Int> = []
        for email in ["ada@example.com", "nobody@example.com"] {
            let wrong = Credentials(email: email, password: "wrong")
            #expect(try await guess(accounts, 0..<130, wrong) == 30)
            for password in ["wrong", "correct horse"] {
                guard case .failure(let error) = try await accounts.tried(email, password, Client(address: "192.0.2.1"))
                else {
                    Issue.record("\(email) was let through")
                    continue
                }
                waits.insert(error.retryAfter)
                #expect(error.message.text == "Too many attempts. Try again in 30 days.")
            }
        }
        #expect(waits == [2_592_000])
        #expect(site.hasher.calls.verified == 100 && site.hasher.calls.encoded == 100)
    }

    @Test("S10, S2: of 300 at a time from 150 networks a hundred are verified")
    func parallel() async throws {
        try await TestMongo.withClient { client in
            let site = Site(database: .mongo(client))
            _ = try await site.add("ada@example.com")
            let accounts = site.accounts(store: MongoThrottleStore(client: client))
            try await withThrowingTaskGroup(of: Void.self) { group in
                for number in 0..<300 {
                    group.addTask {
                        let client = Client(address: "198.18.0.\(number % 150)")
                        let found = try await accounts.tried("ada@example.com", "wrong \(number)", client)
                        #expect(!found.isIn)
                    }
                }
                try await group.waitForAll()
            }
            #expect(site.hasher.calls.verified == 100)
        }
    }

    @Test("S10: a right password ends the row")
    func inARow() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        let accounts = site.accounts()
        let wrong = Credentials(email: "ada@example.com", password: "wrong")
        for round in 0..<3 {
            #expect(try await guess(accounts, (round * 99)..<(round * 99 + 99), wrong) == 0)
            #expect(try await accounts.tried(right, Client(address: "192.0.2.\(round)")).isIn)
        }
    }

    @Test("S4, S10: a browser that signed in before gets in while an account is held, and neighbours lock nobody out")
    func knownBrowser() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        let accounts = site.accounts()
        let (browser, other) = (KeepingBrowser(), KeepingBrowser())
        try await signIn(site, accounts, browser)
        #expect(browser.text != nil)
        // From everywhere, and from the owner's own address.
        let wrong = Credentials(email: "ada@example.com", password: "wrong")
        _ = try await guess(accounts, 0..<130, wrong)
        for number in 0..<130 { _ = try await accounts.tried("x\(number)@example.com", "x", other.client) }
        #expect(try await accounts.tried(right, other.client).isThrottled)
        #expect(try await accounts.tried(wrong, browser.client).isThrottled == false)
        #expect(try await accounts.tried(right, browser.client).isIn)
        let ada = try await site.documents.get { $0.id == 1 }
        #expect(try await accounts.verify("correct horse", of: ada, client: browser.client))
    }

    @Test("S10: what a browser keeps is worth twenty guesses at its account, and lets nobody in")
    func stolen() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        _ = try await site.add("bob@example.com")
        let accounts = site.accounts()
        let browser = KeepingBrowser()
        try await signIn(site, accounts, browser)
        var thief = Client(address: "203.0.113.9")
        thief.knownBrowser = browser.text
        let before = site.hasher.calls.verified
        for _ in 0..<60 { _ = try await accounts.tried("ada@example.com", "wrong", thief) }
        // Its own, and those that every address has.
        #expect(site.hasher.calls.verified - before == 20 + 5)
        for _ in 0..<60 { _ = try await accounts.tried("bob@example.com", "wrong", thief) }
        #expect(site.hasher.calls.verified - before == 20 + 5 + 5)
        // The owner's browser has another text since the owner signed in with it from elsewhere.
        let home = KeepingBrowser("192.0.2.99")
        try await signIn(site, accounts, home)
        #expect(try await accounts.tried(right, home.client).isIn)
    }

    @Test("S10, S5: ways in by other names are counted as those by address, and what a reset frees includes them")
    func otherNames() async throws {
        let site = Site()
        let ada = try await site.add("ada@example.com")
        let accounts = site.accounts([
            EmailPasswordBackend(site.documents, passwords: site.passwords),
            NameBackend(users: site.documents, passwords: site.passwords),
        ])
        let attacker = Client(address: "203.0.113.9")
        for number in 0..<12 {
            let name = number % 2 == 0 ? "ada" : "ADA"
            _ = try await accounts.tried(["username": name, "password": "wrong"], attacker)
        }
        #expect(site.hasher.calls.verified == 5)
        let right: Credentials = ["username": "Ada", "password": "correct horse"]
        #expect(try await accounts.tried(right, attacker).isThrottled)
        #expect(try await accounts.tried(right, Client(address: "192.0.2.1")).isIn)
        let wrong: Credentials = ["username": "ada", "password": "wrong"]
        #expect(try await guess(accounts, 0..<130, wrong) == 30)
        let browser = KeepingBrowser()
        #expect(try await accounts.tried(right, browser.client).isThrottled)
        try await accounts.forgetTries(of: ada, browser.client)
        _ = try await guess(accounts, 200..<330, wrong)
        #expect(try await accounts.tried(right, browser.client).isIn)
    }

    @Test("a key that cannot be guessed counts by address alone; credentials that no backend takes count, too")
    func longSecrets() async throws {
        let site = Site()
        let accounts = site.accounts([Answering(name: "key", outcome: .declined)])
        let client = Client(address: "192.0.2.1")
        for number in 0..<100 {
            #expect(try await accounts.tried(["key": "\(number)"], client).isThrottled == false)
        }
        #expect(try await accounts.tried(["key": "x"], client).isThrottled)
        // By a header, and without a form.
        #expect(try await accounts.tried(Credentials(), client).isThrottled)
        let others = site.accounts()
        for _ in 0..<100 { _ = try await others.tried(["unknown": "x"], client) }
        #expect(try await others.tried(["unknown": "x"], client).isThrottled)
    }

    @Test("S4, U5: right passwords give tries back, whatever the spelling that is stored and typed")
    func spellings() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        let stored = try await site.documents.set(["email": .string("Ada@Example.com")], of: 1)
        #expect(stored)
        let accounts = site.accounts()
        for _ in 0..<20 { #expect(try await accounts.tried("Ada@Example.com", "correct horse", Client()).isIn) }
        let ada = try #require(try await site.documents.find(1))
        for _ in 0..<20 { #expect(try await accounts.verify("correct horse", of: ada, client: Client())) }
    }

    @Test("a right password gives back the tries of the name it was verified by, and of no other in the credentials")
    func ownName() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        let accounts = site.accounts([
            EmailPasswordBackend(site.documents, passwords: site.passwords),
            NameBackend(users: site.documents, passwords: site.passwords),
        ])
        // Somebody's own account beside the one that he guesses at.
        _ = try await site.add("mallory@example.com", "my own horse")
        let client = Client(address: "203.0.113.9")
        var isThrottled = false
        for _ in 0..<6 {
            let both: Credentials = [
                "email": "ada@example.com", "username": "mallory", "password": "my own horse",
            ]
            isThrottled = try await accounts.tried(both, client).isThrottled
        }
        #expect(isThrottled)
    }

    @Test("S4: an operator's new password lets the owner in, whatever was tried")
    func operatorsPassword() async throws {
        let site = Site()
        var ada = try await site.add("ada@example.com")
        let accounts = site.accounts()
        _ = try await guess(accounts, 0..<130, Credentials(email: "ada@example.com", password: "wrong"))
        let administration = AccountAdministration(accounts, sessions: nil)
        _ = try await administration.setPassword("another horse", of: &ada)
        #expect(try await accounts.tried("ada@example.com", "another horse", Client()).isIn)
    }

    @Test("without the limits nothing is counted and no browser gets anything to keep")
    func off() async throws {
        let site = Site()
        _ = try await site.add("ada@example.com")
        let store = MemoryThrottleStore()
        let accounts = site.accounts(throttles: .none, store: store)
        let browser = KeepingBrowser()
        try await signIn(site, accounts, browser)
        #expect(browser.text == nil && store.count == 0)
    }
}
