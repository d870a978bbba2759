import Foundation
import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo
import GatehouseMongoStores
import GatehousePasswords
import GatehouseSessions
import GatehouseTesting
import Testing

@Suite("Lifecycle: a forgotten password")
struct LifecycleResetTests {
    @Test("T2: a link gives a new password, ends all sessions, signs nobody in, and its owner is told")
    func flow() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com") { $0.firstName = "Ada" }
        let browsers = [try await site.signIn(ada), try await site.signIn(ada)]
        try await site.lifecycle.requestPasswordReset(email: "ADA@example.com ", client: client, language: "de-AT")
        let notice = try #require(site.mail.last(.passwordReset))
        // U2: the stored address, however it was typed.
        #expect(notice.recipient == "ada@example.com" && notice.name == "Ada" && notice.language == "de-AT")
        #expect(notice.date == site.clock.now.addingTimeInterval(3600))
        let token = try #require(notice.token)
        #expect(try await site.lifecycle.peekPasswordReset(token)?.id == ada.id)
        let user = try await site.lifecycle.resetPassword(token: token, password: "another horse", client: client)
        #expect(user.id == ada.id)
        for browser in browsers { #expect(try await site.user(browser) == nil) }
        #expect(try await site.sessions.sessions(of: "1", limit: 10).isEmpty)
        #expect(try await site.authenticate("ada@example.com", "correct horse") == nil)
        #expect(try await site.authenticate("ada@example.com", "another horse")?.id == ada.id)
        #expect(site.mail.notices.last?.kind == .passwordChanged)
        #expect(try await site.lifecycle.peekPasswordReset(token) == nil)
    }

    @Test("T1: of 100 who use one link at a time one sets the password")
    func parallel() async throws {
        try await TestMongo.withClient(on: .standalone) { mongo in
            let site = try await LifecycleSite(Subscriber.self, in: .mongo(mongo))
            _ = try await site.add("ada@example.com")
            try await site.lifecycle.requestPasswordReset(email: "ada@example.com", client: client)
            let token = try site.token(.passwordReset)
            let set = Collected<String>()
            let won = try await winners(of: 100) { number in
                try await site.lifecycle.resetPassword(
                    token: token, password: "horse battery \(number)", client: client)
                set.append("horse battery \(number)")
            }
            #expect(won == 1)
            let password = try #require(set.all.first)
            #expect(try await site.authenticate("ada@example.com", password) != nil)
            #expect(site.mail.notices.count { $0.kind == .passwordChanged } == 1)
        }
    }

    @Test("T2: a link dies with the password, by whatever it changed, and with the address")
    func dies() async throws {
        let site = try await LifecycleSite(Member.self, throttles: .none)
        var ada = try await site.add("ada@example.com")
        func ask() async throws -> String {
            try await site.lifecycle.requestPasswordReset(email: ada.email, client: client)
            return try site.token(.passwordReset)
        }
        let (first, second) = (try await ask(), try await ask())
        ada = try await site.lifecycle.resetPassword(token: second, password: "horse battery 1", client: client)
        let third = try await ask()
        ada = try await site.lifecycle.changePassword(
            current: "horse battery 1", new: "horse battery 2", of: ada, client: client)
        let fourth = try await ask()
        // By an operator, who ends no tokens.
        #expect(try await site.accounts.setPassword("horse battery 3", of: &ada))
        #expect(try await site.lifecycle.peekPasswordReset(fourth) == nil)
        let fifth = try await ask()
        try await site.lifecycle.requestEmailChange(
            to: "new@example.com", password: "horse battery 3", of: ada, client: client)
        ada = try await site.lifecycle.confirmEmailChange(
            token: site.token(.emailChangeConfirmation), password: "horse battery 3", client: client)
        #expect(try await site.lifecycle.peekPasswordReset(fifth) == nil)
        let sixth = try await ask()
        try await site.documents.update(&ada) { $0.isActive = false }
        for token in [first, second, third, fourth, fifth, sixth] {
            #expect(try await site.lifecycle.peekPasswordReset(token) == nil)
            let error = await #expect(throws: LifecycleError.self) {
                try await site.lifecycle.resetPassword(token: token, password: "horse battery 9", client: client)
            }
            #expect(error?.code == .invalidToken)
        }
    }

    @Test("a password that the policy refuses does not use the link up")
    func weak() async throws {
        let site = try await LifecycleSite(Member.self)
        _ = try await site.add("ada@example.com")
        try await site.lifecycle.requestPasswordReset(email: "ada@example.com", client: client)
        let token = try site.token(.passwordReset)
        for weak in ["", "short", "password123", "ada@example.com", String(repeating: "x", count: 5000)] {
            let error = await #expect(throws: InvalidInput.self) {
                try await site.lifecycle.resetPassword(token: token, password: weak, client: client)
            }
            #expect(error?.failures.fields == ["password"])
        }
        #expect(site.hasher.calls == CountingHasher.Calls())
        try await site.lifecycle.resetPassword(token: token, password: "another horse", client: client)
    }

    @Test("E1, E4: unknown, inactive, without a password and mailed too often cost what a known account does")
    func alike() async throws {
        try await TestMongo.withClient { mongo in
            let site = try await LifecycleSite(
                Member.self, in: .mongo(mongo), throttleStore: MongoThrottleStore(client: mongo))
            _ = try await site.add("ada@example.com")
            _ = try await site.add("inactive@example.com") { $0.isActive = false }
            _ = try await site.add("unusable@example.com") { $0.password = UnusablePassword.make() }
            _ = try await site.add("often@example.com")
            for number in 0..<10 {
                let somewhere = Client(address: "203.0.113.\(number)")
                try await site.lifecycle.requestPasswordReset(email: "often@example.com", client: somewhere)
            }
            site.mail.clear()
            var asked: [[String: Int]] = []
            for name in ["ada", "inactive", "unusable", "often", "unknown"] {
                asked.append(
                    try await TestMongo.commands(on: mongo) {
                        try await site.lifecycle.requestPasswordReset(email: "\(name)@example.com", client: client)
                    })
            }
            #expect(Set(asked).count == 1, "\(asked)")
            #expect(asked[0] == ["findAndModify throttles": 3, "find users": 1, "insert tokens": 1])
            #expect(site.hasher.calls == CountingHasher.Calls())
            #expect(site.mail.notices.map(\.recipient) == ["ada@example.com"])
        }
    }

    @Test("S4: nobody can keep an owner from a new password by mail, nor from signing in with it")
    func lockedOut() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com")
        // The owner has tried too often, and somebody has had her told that she has an account.
        for _ in 0..<6 { _ = try? await site.authenticate(ada.email, "wrong") }
        for number in 0..<9 {
            let other = Client(address: "203.0.113.\(number)")
            try await site.lifecycle.beginSignUp(email: ada.email, password: "correct horse", client: other)
        }
        try await site.lifecycle.requestPasswordReset(email: ada.email, client: client)
        try await site.lifecycle.resetPassword(
            token: site.token(.passwordReset), password: "another horse", client: client)
        #expect(try await site.authenticate(ada.email, "another horse")?.id == ada.id)
        // Whoever uses up her mails has sent her links, one of which is good at any time, however he spaces them.
        for pause in [0, 290, 590, 1790] {
            for number in 0..<40 {
                let somewhere = Client(address: "198.51.\(number).\(pause % 200)")
                try await site.lifecycle.requestPasswordReset(email: ada.email, client: somewhere)
                site.clock.advance(by: TimeInterval(pause))
                #expect(try await site.lifecycle.peekPasswordReset(site.token(.passwordReset)) != nil, "\(pause)")
            }
        }
    }

    @Test("I1, U2: what is no address asks no store for an account, and never is a recipient")
    func strange() async throws {
        let site = try await LifecycleSite(Member.self)
        _ = try await site.add("ada@example.com")
        for email in [
            "", "ada", "ada@example.com,eve@example.com", "ada＠example.com", "{\"$ne\": 1}", "ada@example.com\0",
        ] {
            try await site.lifecycle.requestPasswordReset(email: email, client: client)
        }
        #expect(site.mail.notices.isEmpty)
        for token in ["", "$", String(repeating: "a", count: 43), String(repeating: "a", count: 8000)] {
            #expect(try await site.lifecycle.peekPasswordReset(token) == nil)
        }
    }
}
