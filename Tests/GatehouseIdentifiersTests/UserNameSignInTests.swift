import Foundation
import Gatehouse
import GatehouseIdentifiers
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@Suite("Signing in by a user name")
struct UserNameSignInTests {
    private typealias User = Keyed<UUID>

    @Test("UN3: wrong names answer and cost the same as wrong passwords and wrong addresses: one hash")
    func alike() async throws {
        let (witness, hasher) = (Witness(), CountingHasher(Argon2Hasher.forTests))
        try await TestSite.run(
            User.self, in: .mongo(.standalone),
            configure: {
                witness.configure(&$0)
                $0.hashers = [hasher]
            }, features: { UserNames() }
        ) { site in
            try await site.signedIn("anna@example.com").choose("anna")
            var answers: Set<String> = []
            for name in ["anna", "nobody", "a b", "x", "anna@example.com", "nobody@example.com", "no@body", "@"] {
                let browser = site.browser()
                try await browser.get("/signin/")
                let before = hasher.calls
                let answer = try await browser.submit(
                    "/signin/", ["email": name, "password": "wrong"], headers: [.accept: "application/json"])
                #expect(answer.status == .unprocessableContent)
                let hashes = hasher.calls.verified + hasher.calls.encoded - before.verified - before.encoded
                #expect(hashes == 1, "\(name)")
                answers.insert(answer.body)
            }
            #expect(answers.count == 1)
            #expect(answers.first?.contains("Incorrect email, user name or password.") == true)
        }
    }

    @Test("UN2: all spellings of a name are one to the limits of tries")
    func spellings() async throws {
        let witness = Witness()
        try await TestSite.run(User.self, configure: witness.configure, features: { UserNames() }) { site in
            try await site.signedIn("anna@example.com").choose("anna")
            for name in ["anna", "ANNA", "Ａnna", " anna ", "aNNa"] {
                let browser = site.browser(from: "203.0.113.9")
                #expect(try await browser.signIn(name, password: "wrong").status == .unprocessableContent, "\(name)")
            }
            #expect(try await site.browser(from: "203.0.113.9").signIn("ａNNA").status == .tooManyRequests)
            #expect(try await site.browser(from: "192.0.2.1").signIn("anna").location == "/index/")
        }
    }

    @Test("an unknown name is held as a known one")
    func unknown() async throws {
        let witness = Witness()
        try await TestSite.run(User.self, configure: witness.configure, features: { UserNames() }) { site in
            for name in ["nobody", "NOBODY", "nobody", "Nobody", "nobodY"] {
                _ = try await site.browser(from: "203.0.113.9").signIn(name)
            }
            #expect(try await site.browser(from: "203.0.113.9").signIn("nobody").status == .tooManyRequests)
        }
    }

    @Test("guesses at a name keep its owner's browser out neither at once nor after a reset")
    func known() async throws {
        let witness = Witness()
        try await TestSite.run(
            User.self,
            configure: {
                witness.configure(&$0)
                $0.throttles.account?.limit = 3
            }, features: { UserNames() }
        ) { site in
            let home = try await site.signedIn("anna@example.com")
            // Known by the name as soon as it has it.
            try await home.choose("anna")
            for number in 1...4 {
                _ = try await site.browser(from: "198.51.100.\(number)").signIn("anna", password: "no")
            }
            let stranger = site.browser(from: "192.0.2.1")
            #expect(try await stranger.signIn("anna").status == .tooManyRequests)
            try await home.get("/index/")
            try await home.submit("/signout/")
            #expect(try await home.signIn("anna").location == "/index/")

            let account = try #require(try await site.gatehouse.accounts.find(email: "anna@example.com"))
            var changed = account
            _ = try await site.gatehouse.administration.setPassword("another horse", of: &changed)
            #expect(try await stranger.signIn("anna", password: "another horse").location == "/index/")
        }
    }

    @Test("an account that is gone is nobody by its name either")
    func gone() async throws {
        let witness = Witness()
        try await TestSite.run(
            User.self, in: .mongo(.standalone), configure: witness.configure, features: { UserNames() }
        ) { site in
            try await site.signedIn("anna@example.com").choose("anna")
            // As after a crash: the account went, and its name stayed.
            _ = try await site.gatehouse.accounts.documents.delete { $0.email == "anna@example.com" }
            let answer = try await site.browser().signIn("anna")
            #expect(answer.status == .unprocessableContent)
            #expect(answer.body.contains("Incorrect email, user name or password."))
        }
    }
}
