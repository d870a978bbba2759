import Foundation
import GatehouseAuth
import GatehouseDocuments
import GatehouseMongo
import GatehouseMongoStores
import GatehouseTesting
import Synchronization
import Testing

/// A client whose request is answered when a test says so.
private final class HeldClient: Sendable {
    private let held = Mutex<[@Sendable () async -> Void]>([])
    var client: Client {
        var client = Client(address: "192.0.2.7")
        client.afterAnswer = { work in self.held.withLock { $0.append(work) } }
        return client
    }
    func answer() async {
        let work = held.withLock { held in
            defer { held = [] }
            return held
        }
        for part in work { await part() }
    }
}

@Suite("Lifecycle: what follows an answer")
struct AfterAnswerTests {
    @Test("E1, E4: before the answer to a reset, a sign-up and a change of address no account is looked for")
    func order() async throws {
        try await TestMongo.withClient { mongo in
            let site = try await LifecycleSite(
                Member.self, in: .mongo(mongo), throttleStore: MongoThrottleStore(client: mongo))
            let ada = try await site.add("ada@example.com")
            _ = try await site.add("bob@example.com")
            let life = site.lifecycle
            let flows: [(AccountNotice.Kind, Int, (String, Client) async throws -> Void)] = [
                (.passwordReset, 2, { try await life.requestPasswordReset(email: $0, client: $1) }),
                (
                    .alreadyRegistered, 3,
                    {
                        try await life.beginSignUp(email: $0, password: "correct horse", client: $1)
                    }
                ),
                // The signed-in account's own password is counted as well.
                (
                    .alreadyRegistered, 5,
                    {
                        try await life.requestEmailChange(to: $0, password: "correct horse", of: ada, client: $1)
                    }
                ),
            ]
            for (kind, counts, ask) in flows {
                for email in ["bob@example.com", "nobody@example.com"] {
                    site.mail.clear()
                    let held = HeldClient()
                    let before = try await TestMongo.commands(on: mongo) { try await ask(email, held.client) }
                    #expect(before["findAndModify throttles"] == counts, "\(kind) \(before)")
                    #expect(before.keys.allSatisfy { $0.hasSuffix(" throttles") }, "\(kind) \(before)")
                    #expect(site.mail.notices.isEmpty)
                    let after = try await TestMongo.commands(on: mongo) { await held.answer() }
                    #expect(after == ["findAndModify throttles": 1, "find users": 1, "insert tokens": 1])
                    #expect((site.mail.last(kind) != nil) == (email == "bob@example.com"))
                }
            }
        }
    }

    @Test("a form that is sent twice by one press too many mails once, and a second request mails again")
    func doubleClick() async throws {
        var throttles = Throttles()
        throttles.mailPerAddress = nil
        let site = try await LifecycleSite(Member.self, throttles: throttles)
        let ada = try await site.add("ada@example.com")
        func client(_ submission: String?) -> Client {
            var client = Client(address: "192.0.2.7")
            client.submission = submission
            return client
        }
        let asks: [(Client) async throws -> Void] = [
            { try await site.lifecycle.requestPasswordReset(email: "ADA@example.com", client: $0) },
            { try await site.lifecycle.requestEmailVerification(of: ada, client: $0) },
            {
                try await site.lifecycle.requestEmailChange(
                    to: "new@example.com", password: "correct horse", of: ada, client: $0)
            },
            { try await site.lifecycle.beginSignUp(email: "bob@example.com", password: "correct horse", client: $0) },
        ]
        for ask in asks {
            site.mail.clear()
            for _ in 0..<3 { try await ask(client("one")) }
            #expect(site.mail.notices.count == 1)
            #expect(site.seen.all.last?.decidedBy == "mail-repeat" && site.seen.all.last?.isSuccess == false)
            try await ask(client("two"))
            site.clock.advance(by: 31)
            try await ask(client("one"))
            try await ask(client(nil))
            #expect(site.mail.notices.count == 4)
        }
    }
}
