import Crypto
import GatehouseBase

/// How often accounts may be tried and made.
///
/// Nobody can lock an account's owner out: tries from one address count against that address; those of all addresses
/// together against browsers that did not sign in to the account before; and a reset by mail lets in at once. The store
/// sees neither accounts nor addresses, only what SHA-256 makes of them.
public struct Throttles: Sendable {
    /// Tries of one account from one address; nil for no limit.
    public var accountAndAddress: ThrottleRule? = .accountAndAddress
    /// Failures in a row for one account over all addresses, by browsers that are not known to it; nil for no limit.
    public var account: ThrottleRule? = .account
    /// Failures in a row for one account by a browser that signed in to it before. No other limit holds such a browser
    /// up until then. Nil if the site does not remember browsers.
    public var knownBrowser: ThrottleRule? = .knownBrowser
    /// Tries from one address; nil for no limit.
    public var address: ThrottleRule? = .address
    /// Tries of all second factors of one account; nil for no limit.
    public var secondFactor: ThrottleRule? = .secondFactor
    /// Tries of codes that are mailed to sign in to one account; nil for no limit. A browser that signed in to the account
    /// before counts under ``knownBrowser``.
    public var signInCode: ThrottleRule? = .signInCode
    /// New accounts from one address; nil for no limit.
    public var signUp: ThrottleRule? = .signUp
    /// Mails of one kind that one address can have sent to one recipient; nil for no limit. Whoever is beyond it is told.
    public var mailPerAddressAndRecipient: ThrottleRule? = .mailPerAddressAndRecipient
    /// Mails of one kind that all together can have sent to one recipient; nil for no limit. What is beyond it is not
    /// sent, and nobody is told: keep its block short, it silences whoever asks next.
    public var mailPerRecipient: ThrottleRule? = .mailPerRecipient
    /// Mails of one kind to one recipient for the same submission of a form, which a button pressed twice sends twice;
    /// nil to send them all. What is beyond it is not sent, and nobody is told.
    public var mailRepeat: ThrottleRule? = .mailRepeat
    /// Mails of all kinds that one address asks for; nil for no limit.
    public var mailPerAddress: ThrottleRule? = .mailPerAddress

    /// The usual limits.
    public init() {}

    /// No limits: for those who have another defence.
    public static let none: Throttles = {
        var none = Throttles()
        (none.accountAndAddress, none.account, none.knownBrowser, none.address) = (nil, nil, nil, nil)
        (none.signUp, none.secondFactor, none.mailRepeat, none.mailPerAddress) = (nil, nil, nil, nil)
        (none.mailPerRecipient, none.mailPerAddressAndRecipient, none.signInCode) = (nil, nil, nil)
        return none
    }()

    /// The bucket of a rule for what is counted together.
    static func bucket(_ rule: ThrottleRule, _ parts: [String?]) -> String {
        var text = ""
        // The lengths keep two lists of parts apart that would read the same in a row.
        for part in parts { text += "\(part?.utf8.count ?? -1):\(part ?? "")" }
        return "\(rule.name):\(Hexadecimal.text(SHA256.hash(data: Array(text.utf8))))"
    }
}
