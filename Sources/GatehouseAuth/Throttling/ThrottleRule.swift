/// How often something may be tried, and what happens after that.
///
/// So many tries in any window of time are let through. One more blocks for a time that doubles with each block that
/// follows, up to a greatest one; afterwards the same number of tries is let through again. After as long as the
/// greatest block without one, the doubling starts anew.
public struct ThrottleRule: Sendable, Hashable {
    /// Tells it from others in the store: letters and hyphens.
    public var name: String
    /// How many tries are let through in a window; 1 or more.
    public var limit: Int
    /// The length of the window; a millisecond or more.
    public var window: Duration
    /// The length of the first block.
    public var block: Duration
    /// The greatest length of a block; ``block`` or more.
    public var maximumBlock: Duration

    /// A rule.
    ///
    /// - Precondition: limit and times are in their ranges.
    public init(
        _ name: String, limit: Int, window: Duration, block: Duration = .seconds(60),
        maximumBlock: Duration = .seconds(3600)
    ) {
        precondition(
            limit > 0 && window >= .milliseconds(1) && block >= .milliseconds(1) && maximumBlock >= block,
            "a throttle's limit and times must be above zero, and its greatest block the longest")
        self.name = name
        self.limit = limit
        self.window = window
        self.block = block
        self.maximumBlock = maximumBlock
    }

    /// 5 tries in 15 minutes for one account from one address.
    public static let accountAndAddress = ThrottleRule("account-address", limit: 5, window: .seconds(900))
    /// 100 tries in 15 minutes from one address.
    public static let address = ThrottleRule("address", limit: 100, window: .seconds(900))
    /// 5 tries in 15 minutes of all second factors of one account, from wherever they come: who gets to them has shown the
    /// first factor. With the growing block it is some hundreds of guesses a day of a code with 333,333 wrong ones for a
    /// right one.
    public static let secondFactor = ThrottleRule("second-factor", limit: 5, window: .seconds(900))
    /// 10 tries an hour of codes that are mailed to sign in to one account, from wherever they come; then none for 15
    /// minutes, and up to an hour. That is some hundreds of guesses a day of a code of six digits.
    public static let signInCode = ThrottleRule(
        "sign-in-code", limit: 10, window: .seconds(3600), block: .seconds(900))
    /// 100 failures in a row for one account, over all addresses; a right password ends the row, and so does a new one.
    /// What counts is forgotten after 30 days, and a block is as long. Source: NIST SP 800-63B-4, section 3.2.2, which
    /// allows at most 100.
    public static let account = ThrottleRule(
        "account", limit: 100, window: .seconds(2_592_000), block: .seconds(2_592_000),
        maximumBlock: .seconds(2_592_000))
    /// 20 failures in a row for an account from a browser that signed in to it before; beyond them the browser counts as
    /// any other, for 30 days or until it signs in again.
    public static let knownBrowser = ThrottleRule(
        "known-browser", limit: 20, window: .seconds(2_592_000), block: .seconds(2_592_000),
        maximumBlock: .seconds(2_592_000))
    /// 20 new accounts an hour from one address.
    public static let signUp = ThrottleRule("sign-up", limit: 20, window: .seconds(3600))
    /// 5 mails of a kind an hour to one recipient, asked for from one address.
    public static let mailPerAddressAndRecipient = ThrottleRule(
        "mail-address-recipient", limit: 5, window: .seconds(3600))
    /// 10 mails of a kind an hour to one recipient, whoever asks, then none for a minute. It takes as many addresses as
    /// the limit has fives to silence somebody for that minute, and they have used up what they have for an hour.
    public static let mailPerRecipient = ThrottleRule(
        "mail-recipient", limit: 10, window: .seconds(3600), block: .seconds(60), maximumBlock: .seconds(60))
    /// One mail of a kind to a recipient in 10 seconds for one submission of a form: a button pressed twice sends one.
    public static let mailRepeat = ThrottleRule(
        "mail-repeat", limit: 1, window: .seconds(10), block: .seconds(10), maximumBlock: .seconds(10))
    /// 20 mails an hour asked for from one address.
    public static let mailPerAddress = ThrottleRule("mail-address", limit: 20, window: .seconds(3600))
}
