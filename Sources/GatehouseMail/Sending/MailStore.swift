#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Where mails wait until they are sent. Of all who take mails from a store, one at a time has each.
package protocol MailStore: Sendable {
    /// Whether what waits is still there when the process has ended.
    var outlivesProcess: Bool { get }

    /// Keeps mails, each once: one that is there already, by the id of its message, is left alone.
    func add(_ mails: [WaitingMail]) async throws
    /// The mail that has been due for longest, for nobody else until the lease ends; nil when none is due.
    func take(at now: Date, until lease: Date) async throws -> TakenMail?
    /// Makes a lease longer; false when somebody else has the mail by now.
    func renew(_ mail: TakenMail, until lease: Date) async throws -> Bool
    /// Gives a mail back, which is due at a moment then. Nothing happens to one that somebody else has.
    func postpone(_ mail: TakenMail, until moment: Date) async throws
    /// Forgets a mail that was sent or given up. Nothing happens to one that somebody else has.
    func remove(_ mail: TakenMail) async throws
    /// How many wait, and when the next is due.
    func outlook() async throws -> MailOutlook
    /// Forgets what is held in this process's memory.
    func forget()
}

/// A mail that is to be kept.
package struct WaitingMail: Sendable {
    package let message: MailMessage
    /// When it may be tried.
    package let dueAt: Date
    /// When it is too old to be sent.
    package let expiresAt: Date

    package init(_ message: MailMessage, dueAt: Date, expiresAt: Date) {
        self.message = message
        self.dueAt = dueAt
        self.expiresAt = expiresAt
    }
}

/// A mail in one hand.
package struct TakenMail: Sendable {
    /// The id of its message.
    package let id: String
    /// Tells this lease from every other.
    package let claim: String
    /// How often it was taken, this time included.
    package let attempt: Int
    /// When it is too old to be sent.
    package let expiresAt: Date
    /// Nil when it cannot be read here.
    package let message: MailMessage?

    package init(id: String, claim: String, attempt: Int, expiresAt: Date, message: MailMessage?) {
        self.id = id
        self.claim = claim
        self.attempt = attempt
        self.expiresAt = expiresAt
        self.message = message
    }
}

/// What waits.
package struct MailOutlook: Sendable, Equatable {
    /// How many, those included that somebody has.
    package let waiting: Int
    /// When the next is due, or a lease ends; nil when nothing waits.
    package let next: Date?

    package init(waiting: Int, next: Date?) {
        self.waiting = waiting
        self.next = next
    }
}
