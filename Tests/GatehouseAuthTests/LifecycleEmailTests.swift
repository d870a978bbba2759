import Foundation
import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo
import GatehouseSessions
import GatehouseTesting
import Testing

@Suite("Lifecycle: addresses")
struct LifecycleEmailTests {
    @Test("an owner shows that the mailbox is his")
    func verify() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com") { $0.firstName = "Ada" }
        #expect(!site.lifecycle.isEmailVerified(ada))
        try await site.lifecycle.requestEmailVerification(of: ada, client: client)
        let notice = try #require(site.mail.last(.emailVerification))
        #expect(notice.recipient == ada.email && notice.name.isEmpty)
        #expect(notice.date == site.clock.now.addingTimeInterval(259_200))
        let token = try #require(notice.token)
        #expect(try await site.lifecycle.peekEmailVerification(token) == ada.email)
        let verified = try await site.lifecycle.confirmEmail(token: token, password: "correct horse", client: client)
        #expect(verified.emailVerifiedDate == site.clock.now)
        #expect(try await site.find(ada.email)?.emailVerifiedDate == site.clock.now)
        // Nothing more to do.
        site.mail.clear()
        try await site.lifecycle.requestEmailVerification(of: verified, client: client)
        #expect(site.mail.notices.isEmpty)
        #expect(site.seen.all.map(\.kind) == [.emailVerificationRequested, .emailVerified])
    }

    @Test("U6: a link alone verifies nothing: the password is asked for, and a wrong one uses nothing up")
    func strangers() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com", "a stranger's horse")
        let bob = try await site.add("bob@example.com")
        try await site.lifecycle.requestEmailVerification(of: ada, client: client)
        let token = try site.token(.emailVerification)
        let wrong = await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.confirmEmail(token: token, password: "correct horse", client: client)
        }
        #expect(wrong?.code == .wrongPassword)
        let other = await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.confirmEmail(token: token, signedInAs: bob, client: client)
        }
        #expect(other?.code == .invalidToken)
        #expect(try await site.find(ada.email)?.emailVerifiedDate == nil)
        #expect(try await site.lifecycle.confirmEmail(token: token, signedInAs: ada, client: client).id == ada.id)
    }

    @Test("U6: tries at the password of a link count as those of a sign-in do")
    func triesAtLinks() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com")
        try await site.lifecycle.requestEmailVerification(of: ada, client: client)
        let token = try site.token(.emailVerification)
        for _ in 0..<5 {
            await #expect(throws: LifecycleError.self) {
                try await site.lifecycle.confirmEmail(token: token, password: "a guess", client: client)
            }
        }
        await #expect(throws: ThrottledError.self) {
            try await site.lifecycle.confirmEmail(token: token, password: "correct horse", client: client)
        }
        #expect(site.hasher.calls.verified == 5)
    }

    @Test("U6: the reader of a mailbox removes the account that a stranger made with it, and none that is verified")
    func disown() async throws {
        try await TestMongo.withClient(on: .standalone) { mongo in
            for database in [DocumentDatabase.memory(), .mongo(mongo)] {
                let site = try await LifecycleSite(Subscriber.self, in: database, throttles: .none)
                let ada = try await site.add("ada@example.com", "a stranger's horse")
                let browser = try await site.signIn(ada)
                try await site.lifecycle.requestPasswordReset(email: ada.email, client: client)
                let reset = try site.token(.passwordReset)
                try await site.lifecycle.requestEmailVerification(of: ada, client: client)
                let token = try site.token(.emailVerification)
                try await site.lifecycle.disownAccount(token: token, client: client)
                #expect(try await site.find(ada.email) == nil)
                #expect(try await site.user(browser) == nil)
                #expect(try await site.lifecycle.peekPasswordReset(reset) == nil)
                await #expect(throws: LifecycleError.self) {
                    try await site.lifecycle.disownAccount(token: token, client: client)
                }
                #expect(site.seen.all.filter { $0.kind == .disowned }.map(\.isSuccess) == [true, false])

                let bob = try await site.add("bob@example.com")
                try await site.lifecycle.requestEmailVerification(of: bob, client: client)
                let late = try site.token(.emailVerification)
                // Verified meanwhile, by whatever way.
                try await site.documents.set(
                    ["email_verified_date": try site.clock.now.bsonValue()], of: "bob@example.com")
                await #expect(throws: LifecycleError.self) {
                    try await site.lifecycle.disownAccount(token: late, client: client)
                }
                #expect(try await site.find(bob.email) != nil)
            }
        }
    }

    @Test("U6: an account gets no address by a link alone, and its reader can end the link")
    func strangersAddress() async throws {
        let site = try await LifecycleSite(Member.self)
        let eve = try await site.add("eve@example.com")
        let bob = try await site.add("bob@example.com")
        try await site.lifecycle.requestEmailChange(
            to: "ada@example.com", password: "correct horse", of: eve, client: client)
        let token = try site.token(.emailChangeConfirmation)
        let wrong = await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.confirmEmailChange(token: token, password: "ada's own", client: client)
        }
        #expect(wrong?.code == .wrongPassword)
        await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.confirmEmailChange(token: token, signedInAs: bob, client: client)
        }
        #expect(try await site.lifecycle.peekEmailChange(token) == "ada@example.com")
        try await site.lifecycle.rejectEmailChange(token: token, client: client)
        #expect(try await site.lifecycle.peekEmailChange(token) == nil)
        #expect(try await site.find("eve@example.com")?.id == eve.id)
    }

    @Test("T1: a link is good for the account and the address that it was sent to, once, for an active account")
    func bound() async throws {
        let site = try await LifecycleSite(Member.self, throttles: .none)
        var ada = try await site.add("ada@example.com")
        func ask() async throws -> String {
            try await site.lifecycle.requestEmailVerification(of: ada, client: client)
            return try site.token(.emailVerification)
        }
        let first = try await ask()
        try await site.documents.update(&ada) { $0.email = "other@example.com" }
        #expect(try await site.lifecycle.peekEmailVerification(first) == nil)
        let second = try await ask()
        try await site.documents.update(&ada) { $0.isActive = false }
        for token in [first, second] {
            await #expect(throws: LifecycleError.self) {
                try await site.lifecycle.confirmEmail(token: token, password: "correct horse", client: client)
            }
        }
        #expect(try await site.find("other@example.com")?.emailVerifiedDate == nil)
        try await site.documents.update(&ada) { $0.isActive = true }
        let third = try await ask()
        let won = try await winners(of: 100) { _ in
            try await site.lifecycle.confirmEmail(token: third, password: "correct horse", client: client)
        }
        #expect(won == 1)
    }

    @Test("where the address is the key it can be verified, and not changed")
    func keyed() async throws {
        let site = try await LifecycleSite(Subscriber.self)
        let ada = try await site.add("ada@example.com")
        #expect(site.lifecycle.supportsEmailVerification && !site.lifecycle.supportsEmailChange)
        try await site.lifecycle.requestEmailVerification(of: ada, client: client)
        let verified = try await site.lifecycle.confirmEmail(
            token: site.token(.emailVerification), password: "correct horse", client: client)
        #expect(verified.emailVerifiedDate != nil)
        let error = await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.requestEmailChange(
                to: "new@example.com", password: "correct horse", of: ada, client: client)
        }
        #expect(error?.code == .unsupported)
    }

    @Test("accounts without the field work all the same, and verify nothing")
    func plain() async throws {
        let site = try await LifecycleSite(Plain.self)
        #expect(!site.lifecycle.supportsEmailVerification && site.lifecycle.supportsEmailChange)
        try await site.lifecycle.beginSignUp(email: "ada@example.com", password: "correct horse", client: client)
        let ada = try await site.lifecycle.confirmSignUp(
            token: site.token(.signUpConfirmation), password: "correct horse", client: client)
        await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.requestEmailVerification(of: ada, client: client)
        }
        try await site.lifecycle.requestEmailChange(
            to: "new@example.com", password: "correct horse", of: ada, client: client)
        let moved = try await site.lifecycle.confirmEmailChange(
            token: site.token(.emailChangeConfirmation), password: "correct horse", client: client)
        #expect(moved.id == ada.id && moved.email == "new@example.com")
    }

    @Test("T3: an account moves to the address that the link was sent to, with its password; the old one is told")
    func change() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com") { $0.firstName = "Ada" }
        let wrong = await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.requestEmailChange(
                to: "new@example.com", password: "wrong", of: ada, client: client)
        }
        #expect(wrong?.code == .wrongPassword && site.mail.notices.isEmpty)
        try await site.lifecycle.requestEmailVerification(of: ada, client: client)
        let verification = try site.token(.emailVerification)
        try await site.lifecycle.requestEmailChange(
            to: " New@Example.com", password: "correct horse", of: ada, client: client, language: "de")
        let notice = try #require(site.mail.last(.emailChangeConfirmation))
        #expect(notice.recipient == "new@example.com" && notice.language == "de" && notice.name.isEmpty)
        #expect(try await site.find("ada@example.com") != nil)
        let token = try #require(notice.token)
        #expect(try await site.lifecycle.peekEmailChange(token) == "new@example.com")
        let moved = try await site.lifecycle.confirmEmailChange(
            token: token, password: "correct horse", client: client, language: "de")
        #expect(moved.id == ada.id && moved.email == "new@example.com" && moved.emailVerifiedDate == site.clock.now)
        #expect(try await site.find("ada@example.com") == nil)
        #expect(try await site.authenticate("new@example.com", "correct horse")?.id == ada.id)
        let told = try #require(site.mail.last(.emailChanged))
        #expect(told.recipient == "ada@example.com" && told.email == "new@example.com" && told.name == "Ada")
        #expect(try await site.lifecycle.peekEmailVerification(verification) == nil)
    }

    @Test("S4, S10: the browser that confirms a change of address is known by the new one at once")
    func knownBrowser() async throws {
        for isSignedIn in [true, false] {
            let site = try await LifecycleSite(Member.self)
            let ada = try await site.add("ada@example.com")
            let (browser, other) = (KeepingBrowser(), KeepingBrowser())
            try await site.lifecycle.requestEmailChange(
                to: "new@example.com", password: "correct horse", of: ada, client: browser.client)
            let token = try site.token(.emailChangeConfirmation)
            if isSignedIn {
                try await site.lifecycle.confirmEmailChange(token: token, signedInAs: ada, client: browser.client)
            } else {
                try await site.lifecycle.confirmEmailChange(
                    token: token, password: "correct horse", client: browser.client)
            }
            // Both are in one network, whose tries somebody else uses up.
            let (right, wrong) = (
                Credentials(email: "new@example.com", password: "correct horse"),
                Credentials(email: "new@example.com", password: "wrong")
            )
            for _ in 0..<6 { _ = try? await site.accounts.authenticate(wrong, other.client) }
            await #expect(throws: ThrottledError.self) { try await site.accounts.authenticate(right, other.client) }
            #expect(try await site.accounts.authenticate(right, browser.client)?.user.id == ada.id)
        }
    }

    @Test("T3: a new password and another address end the links to other addresses")
    func stale() async throws {
        let site = try await LifecycleSite(Member.self, throttles: .none)
        var ada = try await site.add("ada@example.com")
        func ask(_ email: String) async throws -> String {
            try await site.lifecycle.requestEmailChange(
                to: email, password: "correct horse", of: ada, client: client)
            return try site.token(.emailChangeConfirmation)
        }
        let (first, second) = (try await ask("a1@example.com"), try await ask("a2@example.com"))
        ada = try await site.lifecycle.confirmEmailChange(token: second, password: "correct horse", client: client)
        let third = try await ask("a3@example.com")
        #expect(try await site.accounts.setPassword("another horse", of: &ada))
        for token in [first, third] {
            #expect(try await site.lifecycle.peekEmailChange(token) == nil)
            await #expect(throws: LifecycleError.self) {
                try await site.lifecycle.confirmEmailChange(token: token, password: "correct horse", client: client)
            }
        }
        #expect(try await site.find("a2@example.com")?.id == ada.id)
    }

    @Test("E3: an address that has an account answers alike, and its owner is told")
    func taken() async throws {
        try await TestMongo.withClient { mongo in
            let site = try await LifecycleSite(Member.self, in: .mongo(mongo))
            let ada = try await site.add("ada@example.com")
            _ = try await site.add("bob@example.com")
            func ask(_ email: String) async throws -> [String: Int] {
                try await TestMongo.commands(on: mongo) {
                    try await site.lifecycle.requestEmailChange(
                        to: email, password: "correct horse", of: ada, client: client)
                }
            }
            let (free, taken) = (try await ask("new@example.com"), try await ask("BOB@example.com"))
            #expect(free == taken && free["insert tokens"] == 1)
            #expect(site.hasher.calls == CountingHasher.Calls(verified: 2))
            #expect(site.mail.notices.map(\.kind) == [.emailChangeConfirmation, .alreadyRegistered])
            #expect(site.mail.notices[1].recipient == "bob@example.com")
            // Somebody takes the free one meanwhile: the unique index decides (U1).
            _ = try await site.add("new@example.com")
            let error = await #expect(throws: InvalidInput.self) {
                try await site.lifecycle.confirmEmailChange(
                    token: site.token(.emailChangeConfirmation), password: "correct horse", client: client)
            }
            #expect(error?.failures.texts == ["email": ["Email is already registered"]])
            #expect(try await site.find("ada@example.com")?.id == ada.id)
        }
    }

    @Test("what is wrong in a new address is told in the form")
    func failures() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com")
        for email in ["", "ada", "ADA@example.com", "a@x.com,b@y.com", "a@x.com\r\n"] where email != "a@x.com\r\n" {
            let error = await #expect(throws: InvalidInput.self) {
                try await site.lifecycle.requestEmailChange(
                    to: email, password: "correct horse", of: ada, client: client)
            }
            #expect(error?.failures.fields == ["email"])
        }
        #expect(site.mail.notices.isEmpty)
    }

    @Test("T3: of 100 accounts that ask for two addresses each, none gets one that it did not ask for")
    func pairs() async throws {
        try await TestMongo.withClient(on: .standalone) { mongo in
            let site = try await LifecycleSite(Member.self, in: .mongo(mongo), throttles: .none)
            var members: [Member] = []
            for number in 0..<100 { members.append(try await site.add("m\(number)@example.com")) }
            // Two accounts each want the same pair of addresses.
            @Sendable func wanted(_ number: Int) -> [String] {
                ["a\(number / 2)@example.com", "b\(number / 2)@example.com"]
            }
            let asked = members
            _ = try await winners(of: 200) { number in
                let member = asked[number / 2]
                try await site.lifecycle.requestEmailChange(
                    to: wanted(number / 2)[number % 2], password: "correct horse", of: member, client: client)
            }
            let links = site.mail.notices.filter { $0.kind == .emailChangeConfirmation }
            #expect(links.count == 200)
            for link in links {
                let email = try await site.lifecycle.peekEmailChange(try #require(link.token))
                #expect(email == link.recipient)
            }
            let tokens = links.compactMap(\.token).shuffled()
            _ = try await winners(of: 200) {
                try await site.lifecycle.confirmEmailChange(
                    token: tokens[$0], password: "correct horse", client: client)
            }
            var mismatches = 0
            for (number, member) in members.enumerated() {
                let now = try await site.documents.get { $0.id == member.id ?? 0 }
                if ![member.email].contains(now.email), !wanted(number).contains(now.email) { mismatches += 1 }
            }
            #expect(mismatches == 0)
            let emails = try await site.documents.find().map(\.email)
            #expect(Set(emails).count == 100)
            // Each is told at the address that it had.
            let told = site.mail.notices.filter { $0.kind == .emailChanged }
            #expect(told.allSatisfy { $0.recipient.hasPrefix("m") } && told.count >= 50)
        }
    }
}
