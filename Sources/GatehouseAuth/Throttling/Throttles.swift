import Crypto
import Foundation
import GatehouseBase
public import GatehouseMessages

/// How often accounts may be tried and made.
///
/// Nobody can lock an account's owner out: tries from one address count against that address only. The store sees
/// neither accounts nor addresses, only what SHA-256 makes of them.
public struct Throttles: Sendable {
    /// Tries of one account from one address; nil for no limit.
    public var accountAndAddress: ThrottleRule? = .accountAndAddress
    /// Tries from one address; nil for no limit.
    public var address: ThrottleRule? = .address
    /// Tries of all second factors of one account; nil for no limit.
    public var secondFactor: ThrottleRule? = .secondFactor
    /// New accounts from one address; nil for no limit.
    public var signUp: ThrottleRule? = .signUp
    /// Mails of one kind that one address can have sent to one recipient; nil for no limit. Whoever is beyond it is told.
    public var mailPerAddressAndRecipient: ThrottleRule? = .mailPerAddressAndRecipient
    /// Mails of one kind that all together can have sent to one recipient; nil for no limit. What is beyond it is not
    /// sent, and nobody is told: keep its block short, it silences whoever asks next.
    public var mailPerRecipient: ThrottleRule? = .mailPerRecipient
    /// Mails of all kinds that one address asks for; nil for no limit.
    public var mailPerAddress: ThrottleRule? = .mailPerAddress

    /// The usual limits.
    public init() {}

    /// No limits: for those who have another defence.
    public static let none: Throttles = {
        var none = Throttles()
        (none.accountAndAddress, none.address, none.signUp) = (nil, nil, nil)
        (none.mailPerRecipient, none.mailPerAddress, none.mailPerAddressAndRecipient) = (nil, nil, nil)
        none.secondFactor = nil
        return none
    }()

    /// The bucket of a rule for what is counted together.
    static func bucket(_ rule: ThrottleRule, _ parts: String?...) -> String { bucket(rule, parts) }

    static func bucket(_ rule: ThrottleRule, _ parts: [String?]) -> String {
        var text = ""
        // The lengths keep two lists of parts apart that would read the same in a row.
        for part in parts { text += "\(part?.utf8.count ?? -1):\(part ?? "")" }
        return "\(rule.name):\(Hexadecimal.text(SHA256.hash(data: Array(text.utf8))))"
    }
}

/// Too many tries: the caller is to wait. Only for what may be told; a sign-in that is refused looks like a wrong
/// password.
public struct ThrottledError: RefusalError, CustomStringConvertible {
    /// How many seconds, rounded up.
    public let retryAfter: Int

    init(until date: Date?, now: Date) {
        // In whole milliseconds: the difference of two dates is seldom the one that was added.
        retryAfter = max(1, Int(((date ?? now).milliseconds - now.milliseconds + 999) / 1000))
    }

    public var refusal: Refusal? { Refusal(.throttled, retryAfter: retryAfter) }

    public var description: String { "too many tries; again in \(retryAfter) seconds" }
}
