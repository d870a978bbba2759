import GatehouseBase
public import GatehouseMessages

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Too many tries: the caller is to wait. Nothing was looked at, so it tells nothing of what was tried: whether there is
/// such an account, and whether the password was right.
public struct ThrottledError: RefusalError, CustomStringConvertible {
    /// What there was too much of.
    enum Subject { case attempts, signUps, mails }

    /// How many seconds to wait, rounded up; 1 or more.
    public let retryAfter: Int
    /// What to tell: what there was too much of, and when to come again.
    public let message: Message

    init(_ subject: Subject, until date: Date?, now: Date) {
        // In whole milliseconds: the difference of two dates is seldom the one that was added.
        retryAfter = max(1, Int(((date ?? now).milliseconds - now.milliseconds + 999) / 1000))
        message =
            switch subject {
            case .attempts: AccountMessages.tooManyAttempts(retryAfter: retryAfter)
            case .signUps: AccountMessages.tooManySignUps
            case .mails: AccountMessages.tooManyMails
            }
    }

    /// Throttled, with the message and the seconds to wait.
    public var refusal: Refusal? { Refusal(.throttled, message, retryAfter: retryAfter) }

    /// How many seconds to wait; nothing of what was tried.
    public var description: String { "too many tries; again in \(retryAfter) seconds" }
}
