import Foundation
import Gatehouse
import GatehouseBase
import GatehouseTesting
import Synchronization
import Testing

@testable import GatehouseWeb

@Suite("Telling owners by mail")
struct MailNotifierTests {
    /// A store that adds mails only once it is let.
    private struct ClosedStore: MailStore {
        let inner = MemoryMailStore()
        let door = PermitQueue(permits: 1)
        var outlivesProcess: Bool { true }

        func add(_ mails: [WaitingMail]) async throws {
            try await door.withPermit { try await inner.add(mails) }
        }
        func take(at now: Date, until lease: Date) async throws -> TakenMail? {
            try await inner.take(at: now, until: lease)
        }
        func renew(_ mail: TakenMail, until lease: Date) async throws -> Bool {
            try await inner.renew(mail, until: lease)
        }
        func postpone(_ mail: TakenMail, until moment: Date) async throws {
            try await inner.postpone(mail, until: moment)
        }
        func remove(_ mail: TakenMail) async throws { try await inner.remove(mail) }
        func outlook() async throws -> MailOutlook { try await inner.outlook() }
        func forget() { inner.forget() }
    }

    private static func notifier(_ sender: MailSender, texts: [String] = []) throws -> MailNotifier {
        var settings = WebSettings()
        settings.origin = "https://people.example"
        var parts = FeatureParts<Person>()
        parts.texts = texts.map { Array($0.utf8) }
        return try MailNotifier(
            settings: settings, from: try #require(MailAddress("site@people.example")), sender: sender,
            features: [parts])
    }

    @Test("what changed is told with its values in the language of the mail")
    func change() async throws {
        let outbox = MemoryMailTransport()
        let german = """
            {
                "language": "de", "name": "Deutsch",
                "texts": { "The key {1} was added to your account.": "Ihrem Konto wurde der Schlüssel {1} hinzugefügt." }
            }
            """
        let notifier = try Self.notifier(MailSender(outbox), texts: [german])
        for (language, text) in [
            ("de", "Ihrem Konto wurde der Schlüssel „Büro“ hinzugefügt."),
            ("en", "The key „Büro“ was added to your account."),
        ] {
            let change: Message.Words = "The key \("„Büro“") was added to your account."
            await notifier.notify(
                AccountNotice(.securityChanged, to: "mia@example.com", change: change, language: language))
            let mail = try await outbox.next(to: "mia@example.com")
            #expect(mail.text.contains(text), "\(mail.text)")
            #expect(mail.html?.contains(text) == true)
        }
        await notifier.finish()
    }

    @Test(
        "news of what was done to an account is stored before the answer",
        arguments: [
            AccountNotice.Kind.passwordChanged, .emailChanged, .securityChanged, .deletionScheduled, .deleted,
        ])
    func stored(kind: AccountNotice.Kind) async throws {
        let (store, outbox) = (ClosedStore(), MemoryMailTransport())
        let isTold = Mutex(false)
        let notifier = try Self.notifier(MailSender(outbox, store: store))
        try await store.door.acquire()
        async let telling: Void = {
            await notifier.notify(
                AccountNotice(
                    kind, to: "mia@example.com", date: .distantFuture, email: "new@example.com",
                    change: "An authenticator app was added."))
            isTold.withLock { $0 = true }
        }()
        while store.door.waitingCount == 0 { await Task.yield() }
        #expect(!isTold.withLock { $0 })
        store.door.release()
        await telling
        _ = try await outbox.next(to: "mia@example.com")
        await notifier.finish()
    }

    @Test("E4: what a stranger can ask for waits for no store")
    func queued() async throws {
        let (store, outbox) = (ClosedStore(), MemoryMailTransport())
        let notifier = try Self.notifier(MailSender(outbox, store: store))
        try await store.door.acquire()
        await notifier.notify(
            AccountNotice(.passwordReset, to: "mia@example.com", token: "t", date: .distantFuture))
        #expect(outbox.messages.isEmpty)
        store.door.release()
        _ = try await outbox.next(to: "mia@example.com")
        await notifier.finish()
    }
}
