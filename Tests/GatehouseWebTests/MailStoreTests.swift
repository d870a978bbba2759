import Foundation
import Gatehouse
import GatehouseTesting
import Testing

@testable import GatehouseWeb

@Suite("Mails that wait in a store")
struct MailStoreTests {
    /// Now, in whole seconds: the server removes mails that are over by its own clock.
    private static let start = Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded())
    private static func after(_ seconds: Double) -> Date { start.addingTimeInterval(seconds) }

    private static func mail(_ number: Int, due: Double = 0) -> WaitingMail {
        let message = MailMessage(
            from: MailAddress("site@example.com", name: "Site")!, to: MailAddress("canary@example.org", name: "Ann")!,
            subject: "canary \(number)", text: "https://example.com/canary/", html: number == 1 ? "<p>canary</p>" : nil)
        return WaitingMail(message, dueAt: after(due), expiresAt: after(3600))
    }

    /// What every store must do.
    private static func check(_ store: any MailStore) async throws {
        let mails = [mail(1, due: 1), mail(2), mail(3, due: 2)]
        try await store.add(mails)
        try await store.add([mails[0], mails[2]])
        #expect(try await store.outlook() == MailOutlook(waiting: 3, next: start))
        // The one that has been due for longest first, whole.
        let first = try #require(try await store.take(at: after(1), until: after(61)))
        #expect(first.message == mails[1].message && first.attempt == 1 && first.expiresAt == after(3600))
        let second = try #require(try await store.take(at: after(1), until: after(61)))
        #expect(second.message == mails[0].message && second.claim != first.claim)
        #expect(try await store.take(at: after(1), until: after(61)) == nil)
        #expect(try await store.outlook() == MailOutlook(waiting: 3, next: after(2)))
        #expect(try await store.renew(first, until: after(120)))
        try await store.postpone(first, until: after(10))
        // It is in nobody's hand then.
        #expect(try await !store.renew(first, until: after(500)))
        try await store.remove(first)
        #expect(try await store.outlook().waiting == 3)
        try await store.remove(second)
        #expect(try await store.take(at: after(9), until: after(69))?.message == mails[2].message)
        let again = try #require(try await store.take(at: after(10), until: after(70)))
        #expect(again.id == first.id && again.attempt == 2 && again.claim != first.claim)
        try await store.remove(first)
        try await store.remove(again)
        #expect(try await store.outlook().waiting == 1)
    }

    @Test("T4: one at a time has each mail: in memory, in documents in memory, in MongoDB")
    func stores() async throws {
        try await Self.check(MemoryMailStore())
        let keys = SecretKeys("a key for tests only")
        try await Self.check(DocumentMailStore(in: .memory(), keys: keys))
        try await TestMongo.withClient { client in
            let store = DocumentMailStore(in: .mongo(client), keys: keys)
            _ = try await store.ensureIndexes()
            try await Self.check(store)
        }
    }

    @Test("T4: of 40 takers at once each mail has one, and a lease that ended is somebody else's")
    func race() async throws {
        try await TestMongo.withClient { client in
            let store = DocumentMailStore(in: .mongo(client), keys: SecretKeys("a key for tests only"))
            try await store.add((1...20).map { Self.mail($0) })
            func take(at now: Date) async throws -> [TakenMail] {
                try await withThrowingTaskGroup(of: TakenMail?.self) { group in
                    for _ in 0..<40 {
                        group.addTask { try await store.take(at: now, until: now.addingTimeInterval(60)) }
                    }
                    return try await group.reduce(into: []) { if let mail = $1 { $0.append(mail) } }
                }
            }
            let first = try await take(at: Self.start)
            #expect(first.count == 20 && Set(first.map(\.id)).count == 20)
            #expect(try await take(at: Self.after(59)).isEmpty)
            let second = try await take(at: Self.after(60))
            #expect(Set(second.map(\.id)) == Set(first.map(\.id)))
            for mail in first { #expect(try await !store.renew(mail, until: Self.after(500))) }
        }
    }

    @Test("T4: the document of a mail shows neither its recipient nor its link, and opens with keys of before (X2)")
    func sealed() async throws {
        try await TestMongo.withClient { client in
            let old = DocumentMailStore(in: .mongo(client), keys: SecretKeys("an older key for tests"))
            try await old.add([Self.mail(1)])
            let row = try #require(try await client.collection("mails").findOne([:]))
            #expect(Set(row.keys) == ["_id", "due_at", "attempts", "expires_at", "sealed"])
            for word in ["canary", "example.org", "https"] {
                #expect(!String(decoding: row.storage, as: UTF8.self).contains(word))
            }
            let stranger = DocumentMailStore(in: .mongo(client), keys: SecretKeys("a key of another site"))
            let closed = try #require(try await stranger.take(at: Self.start, until: Self.after(60)))
            #expect(closed.message == nil)
            try await stranger.postpone(closed, until: Self.start)
            let keys = SecretKeys("a newer key for tests", fallbacks: ["an older key for tests"])
            let taken = try await DocumentMailStore(in: .mongo(client), keys: keys)
                .take(at: Self.start, until: Self.after(60))
            #expect(taken?.message?.text == "https://example.com/canary/" && taken?.attempt == 2)
        }
    }

    @Test("K2: a mail whose insert was answered too late is stored once, and that is no error")
    func repeated() async throws {
        try await TestMongo.withClient { client in
            let store = DocumentMailStore(in: .mongo(client), keys: SecretKeys("a key for tests only"))
            let mails = (1...5).map { Self.mail($0) }
            try await store.add(Array(mails[1...2]))
            try await store.add(mails)
            try await store.add(mails)
            #expect(try await store.outlook().waiting == 5)
        }
    }

    @Test("T4, R17: two senders over one database send 200 mails, each once, though the transport fails for a while")
    func twoSenders() async throws {
        try await TestMongo.withClient { client in
            let (keys, transport) = (SecretKeys("a key for tests only"), MemoryMailTransport(failing: Outage().pass))
            var limits = MailSender.Limits()
            limits.firstPause = .milliseconds(10)
            limits.longestProbe = .milliseconds(50)
            limits.poll = .milliseconds(100)
            let senders = (0..<2).map { _ in
                MailSender(
                    transport, store: DocumentMailStore(in: .mongo(client), keys: keys), limits: limits)
            }
            for number in 0..<200 {
                let message = Self.mail(number).message
                if number % 3 == 0 {
                    await senders[number % 2].deliver(message)
                } else {
                    senders[number % 2].enqueue(message)
                }
            }
            while transport.messages.count < 200 { try await Task.sleep(for: .milliseconds(20)) }
            for sender in senders { await sender.finish(within: .seconds(60)) }
            #expect(transport.messages.count == 200 && Set(transport.messages.map(\.id)).count == 200)
            #expect(try await client.collection("mails").find([:]).isEmpty)
        }
    }

    @Test("T4: a sender that stops while its transport fails leaves the mails, and the next one sends them")
    func stopping() async throws {
        try await TestMongo.withClient { client in
            let store = DocumentMailStore(in: .mongo(client), keys: SecretKeys("a key for tests only"))
            let broken = MailSender(MemoryMailTransport { _ in throw MailError(.unreachable) }, store: store)
            for number in 0..<20 { broken.enqueue(Self.mail(number).message) }
            while try await store.outlook().waiting < 20 { try await Task.sleep(for: .milliseconds(10)) }
            while broken.trouble == nil { try await Task.sleep(for: .milliseconds(10)) }
            #expect(broken.trouble?.contains("unreachable") == true)
            await broken.finish(within: .seconds(600))
            #expect(try await store.outlook().waiting == 20)
            let transport = MemoryMailTransport()
            let next = MailSender(transport, store: store)
            next.start()
            while transport.messages.count < 20 { try await Task.sleep(for: .milliseconds(20)) }
            await next.finish(within: .seconds(600))
            #expect(Set(transport.messages.map(\.subject)).count == 20)
        }
    }
}

/// Fails the first ten mails.
private actor Outage {
    private var count = 0
    nonisolated var pass: @Sendable (MailMessage) async throws -> Void { { _ in try await self.fail() } }
    private func fail() throws {
        count += 1
        if count <= 10 { throw MailError(.unreachable) }
    }
}
