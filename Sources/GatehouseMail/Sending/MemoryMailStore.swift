import GatehouseBase
import Synchronization

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Keeps mails in this process's memory, for as long as it runs. Leases do not end by themselves: who took a mail is
/// in the same process.
package final class MemoryMailStore: MailStore {
    private struct Entry {
        let mail: WaitingMail
        var dueAt: Date
        var attempts = 0
        var claim: String?
    }

    /// In the order in which they came.
    private let entries = Mutex<[Entry]>([])

    package init() {}

    package var outlivesProcess: Bool { false }

    package func add(_ mails: [WaitingMail]) async throws {
        entries.withLock { entries in
            for mail in mails where !entries.contains(where: { $0.mail.message.id == mail.message.id }) {
                entries.append(Entry(mail: mail, dueAt: mail.dueAt))
            }
        }
    }

    package func take(at now: Date, until lease: Date) async throws -> TakenMail? {
        entries.withLock { entries in
            let due = entries.indices.filter { entries[$0].claim == nil && entries[$0].dueAt <= now }
            guard let place = due.min(by: { entries[$0].dueAt < entries[$1].dueAt }) else { return nil }
            let claim = Hexadecimal.text(RandomText.bytes(count: 8))
            entries[place].claim = claim
            entries[place].attempts += 1
            let mail = entries[place].mail
            return TakenMail(
                id: mail.message.id, claim: claim, attempt: entries[place].attempts, expiresAt: mail.expiresAt,
                message: mail.message)
        }
    }

    package func renew(_ mail: TakenMail, until lease: Date) async throws -> Bool {
        change(mail) { _, _ in }
    }

    package func postpone(_ mail: TakenMail, until moment: Date) async throws {
        change(mail) { entries, place in
            entries[place].claim = nil
            entries[place].dueAt = moment
        }
    }

    package func remove(_ mail: TakenMail) async throws {
        change(mail) { entries, place in entries.remove(at: place) }
    }

    package func outlook() async throws -> MailOutlook {
        entries.withLock { entries in
            MailOutlook(waiting: entries.count, next: entries.lazy.filter { $0.claim == nil }.map(\.dueAt).min())
        }
    }

    package func forget() { entries.withLock { $0 = [] } }

    /// Changes a mail that is still in this hand, and tells whether it is.
    @discardableResult
    private func change(_ mail: TakenMail, _ body: (inout [Entry], Int) -> Void) -> Bool {
        entries.withLock { entries in
            let place = entries.firstIndex { $0.mail.message.id == mail.id && $0.claim == mail.claim }
            guard let place else { return false }
            body(&entries, place)
            return true
        }
    }
}
