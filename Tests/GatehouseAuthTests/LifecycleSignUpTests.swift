import Foundation
import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo
import GatehouseMongoStores
import GatehouseSessions
import GatehouseTesting
import Testing

@Suite("Lifecycle: sign-up by mail")
struct LifecycleSignUpTests {
    @Test("an account comes to be when the link is followed, and its address is verified")
    func flow() async throws {
        let site = try await LifecycleSite(Member.self)
        try await site.lifecycle.beginSignUp(
            email: " Ada@Example.com", password: "correct horse", fields: ["first_name": "Ada"], client: client,
            language: "de")
        #expect(try await site.find("ada@example.com") == nil)
        let notice = try #require(site.mail.last(.signUpConfirmation))
        // U2: the canonical form, not what was typed.
        #expect(notice.recipient == "ada@example.com" && notice.language == "de" && notice.name.isEmpty)
        #expect(notice.date == site.clock.now.addingTimeInterval(86_400))
        let token = try #require(notice.token)
        #expect(try await site.lifecycle.peekSignUp(token) == "ada@example.com")
        let user = try await site.lifecycle.confirmSignUp(token: token, password: "correct horse", client: client)
        #expect(user.id == 1 && user.firstName == "Ada" && user.emailVerifiedDate == site.clock.now)
        #expect(try await site.authenticate("ada@example.com", "correct horse")?.id == 1)
        #expect(site.seen.all.map(\.kind) == [.signUpRequested, .created])
    }

    @Test("T1: a link is good once, until its time")
    func once() async throws {
        let site = try await LifecycleSite(Subscriber.self)
        try await site.lifecycle.beginSignUp(email: "ada@example.com", password: "correct horse", client: client)
        let token = try site.token(.signUpConfirmation)
        #expect(
            try await site.lifecycle.confirmSignUp(token: token, password: "correct horse", client: client).id
                == "ada@example.com")
        #expect(try await site.lifecycle.peekSignUp(token) == nil)
        let again = await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.confirmSignUp(token: token, password: "correct horse", client: client)
        }
        #expect(again?.code == .invalidToken)
        try await site.lifecycle.beginSignUp(email: "bob@example.com", password: "correct horse", client: client)
        site.clock.advance(by: 86_400)
        #expect(try await site.lifecycle.peekSignUp(site.token(.signUpConfirmation)) == nil)
    }

    @Test(
        "T1, U1: of 100 who follow ten links to one address at a time one gets it",
        arguments: [TestMongo.Server.standalone, .replicaSet])
    func parallel(server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { mongo in
            let site = try await LifecycleSite(Member.self, in: .mongo(mongo), throttles: .none)
            for _ in 0..<10 {
                try await site.lifecycle.beginSignUp(
                    email: "ada@example.com", password: "correct horse", client: client)
            }
            let tokens = site.mail.notices.compactMap(\.token)
            #expect(Set(tokens).count == 10)
            let won = try await winners(of: 100) {
                _ = try await site.lifecycle.confirmSignUp(
                    token: tokens[$0 % 10], password: "correct horse", client: client)
            }
            #expect(won == 1)
            #expect(try await site.documents.count() == 1)
            #expect(site.seen.all.count { $0.kind == .created && $0.isSuccess } == 1)
        }
    }

    @Test("U1: who took the address meanwhile has it")
    func taken() async throws {
        let site = try await LifecycleSite(Member.self)
        try await site.lifecycle.beginSignUp(email: "ada@example.com", password: "correct horse", client: client)
        _ = try await site.add("ada@example.com")
        let error = await #expect(throws: InvalidInput.self) {
            try await site.lifecycle.confirmSignUp(
                token: site.token(.signUpConfirmation), password: "correct horse", client: client)
        }
        #expect(error?.failures.texts == ["email": ["Email is already registered"]])
    }

    @Test("E3: a taken address answers alike, hashes as often and asks the stores the same; its owner is told")
    func alike() async throws {
        try await TestMongo.withClient { mongo in
            let site = try await LifecycleSite(
                Member.self, in: .mongo(mongo), throttleStore: MongoThrottleStore(client: mongo))
            _ = try await site.add("ada@example.com")
            func begin(_ email: String) async throws -> [String: Int] {
                try await TestMongo.commands(on: mongo) {
                    try await site.lifecycle.beginSignUp(email: email, password: "correct horse", client: client)
                }
            }
            let free = try await begin("free@example.com")
            #expect(site.hasher.calls == CountingHasher.Calls(encoded: 1))
            let taken = try await begin("ADA@example.com")
            #expect(site.hasher.calls == CountingHasher.Calls(encoded: 2))
            #expect(free == taken)
            #expect(free["insert tokens"] == 1 && free["find users"] == 1 && free["findAndModify throttles"] == 4)
            #expect(site.mail.notices.map(\.kind) == [.signUpConfirmation, .alreadyRegistered])
            #expect(site.mail.notices[1].recipient == "ada@example.com" && site.mail.notices[1].token == nil)
            // As large, and good for nothing.
            let rows = try await mongo.collection("tokens").find([:])
            #expect(Set(rows.map { $0["purpose"]?.string }) == ["sign-up", "nothing"])
            #expect(rows[0]["data"]?.string?.utf8.count == rows[1]["data"]?.string?.utf8.count.advanced(by: 1))
        }
    }

    @Test("U4: a form cannot say what an account may do, nor that its address is verified")
    func massAssignment() async throws {
        let site = try await LifecycleSite(Member.self)
        let fields = [
            "is_superuser": "true", "is_staff": "yes", "user_permissions": "all", "is_active": "1", "_id": "7",
            "email_verified_date": "2020-01-01", "first_name": "Eve",
        ]
        let direct = try await site.accounts.signUp(email: "d@example.com", password: "correct horse", fields: fields)
        try await site.lifecycle.beginSignUp(
            email: "eve@example.com", password: "correct horse", fields: fields, client: client)
        let user = try await site.lifecycle.confirmSignUp(
            token: site.token(.signUpConfirmation), password: "correct horse", client: client)
        for user in [direct, user] {
            #expect(!user.isSuperuser && user.isStaff == nil && user.userPermissions == nil && user.firstName == "Eve")
        }
        #expect(direct.emailVerifiedDate == nil && user.id == 2)
    }

    @Test("what is wrong in a form is told before anything is hashed, stored or mailed (U2, U3)")
    func failures() async throws {
        let site = try await LifecycleSite(Member.self)
        for email in ["ada＠example.com", "m\u{131}ke@example.com", "a@x.com,b@y.com", "a@x.com\r\nBcc: b@y.com", ""] {
            await #expect(throws: InvalidInput.self) {
                try await site.lifecycle.beginSignUp(email: email, password: "correct horse", client: client)
            }
        }
        await #expect(throws: InvalidInput.self) {
            try await site.lifecycle.beginSignUp(email: "ada@example.com", password: "password", client: client)
        }
        #expect(site.hasher.calls == CountingHasher.Calls() && site.mail.notices.isEmpty && site.seen.all.isEmpty)
    }

    @Test("whoever uses an address' mails up waits alone: its owner's own sign-up gets the next one")
    func silencing() async throws {
        let site = try await LifecycleSite(Member.self)
        let (stranger, owner) = (Client(address: "192.0.2.66"), Client(address: "192.0.2.7"))
        for _ in 0..<5 {
            try await site.lifecycle.beginSignUp(email: "ada@example.com", password: "a stranger's", client: stranger)
        }
        for _ in 0..<3 {
            let error = await #expect(throws: ThrottledError.self) {
                try await site.lifecycle.beginSignUp(
                    email: "Ada@example.com", password: "a stranger's", client: stranger)
            }
            #expect(error.map { $0.retryAfter > 0 } == true)
        }
        #expect(site.mail.notices.count == 5)
        try await site.lifecycle.beginSignUp(email: "ada@example.com", password: "correct horse", client: owner)
        #expect(site.mail.notices.count == 6)
        let user = try await site.lifecycle.confirmSignUp(
            token: site.token(.signUpConfirmation), password: "correct horse", client: owner)
        #expect(user.email == "ada@example.com")
        // The same for a change of address, and for resets, which count by themselves.
        let bob = try await site.add("bob@example.com")
        let eve = try await site.add("eve@example.com")
        for _ in 0..<5 {
            try await site.lifecycle.requestEmailChange(
                to: "new@example.com", password: "correct horse", of: eve, client: stranger)
        }
        await #expect(throws: ThrottledError.self) {
            try await site.lifecycle.requestEmailChange(
                to: "new@example.com", password: "correct horse", of: eve, client: stranger)
        }
        site.mail.clear()
        try await site.lifecycle.requestEmailChange(
            to: "new@example.com", password: "correct horse", of: bob, client: owner)
        #expect(site.mail.notices.map(\.kind) == [.emailChangeConfirmation])
    }

    @Test("strangers from many addresses silence somebody for a minute at most, and mails name nobody")
    func minute() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com") { $0.firstName = "Ada" }
        for number in 0..<12 {
            try await site.lifecycle.beginSignUp(
                email: ada.email, password: "a stranger's", client: Client(address: "192.0.2.\(number)"))
        }
        #expect(site.mail.notices.count == 10)
        #expect(site.mail.notices.allSatisfy { $0.name.isEmpty && $0.kind == .alreadyRegistered })
        site.clock.advance(by: 60)
        try await site.lifecycle.beginSignUp(
            email: ada.email, password: "correct horse", client: Client(address: "192.0.2.99"))
        #expect(site.mail.notices.count == 11)
    }

    @Test("a recipient gets ten mails of a kind an hour and nobody is told; an address asks for twenty and is")
    func limits() async throws {
        let site = try await LifecycleSite(Member.self)
        for number in 0..<12 {
            let request = Client(address: "192.0.2.\(number)")
            let email = number % 2 == 0 ? "ada@example.com" : "ADA@example.com"
            try await site.lifecycle.beginSignUp(email: email, password: "correct horse", client: request)
        }
        #expect(site.mail.notices.count == 10)
        #expect(site.seen.all.suffix(2).map(\.decidedBy) == ["mail-recipient", "mail-recipient"])
        let one = Client(address: "198.51.100.1")
        for number in 0..<20 {
            try await site.lifecycle.requestPasswordReset(email: "x\(number)@example.com", client: one)
        }
        let error = await #expect(throws: ThrottledError.self) {
            try await site.lifecycle.requestPasswordReset(email: "x@example.com", client: one)
        }
        #expect(error?.retryAfter == 60)
        #expect(site.seen.all.last?.kind == .throttled && site.seen.all.last?.decidedBy == "mail-address")
    }
}
