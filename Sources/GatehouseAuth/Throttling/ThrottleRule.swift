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
    /// first factor. With the growing block it is some 120 guesses a day of a code with 333,333 wrong ones for a right one.
    public static let secondFactor = ThrottleRule("second-factor", limit: 5, window: .seconds(900))
    /// 20 new accounts an hour from one address.
    public static let signUp = ThrottleRule("sign-up", limit: 20, window: .seconds(3600))
    /// 5 mails of a kind an hour to one recipient, asked for from one address.
    public static let mailPerAddressAndRecipient = ThrottleRule(
        "mail-address-recipient", limit: 5, window: .seconds(3600))
    /// 10 mails of a kind an hour to one recipient, whoever asks, then none for a minute. It takes as many addresses as
    /// the limit has fives to silence somebody for that minute, and they have used up what they have for an hour.
    public static let mailPerRecipient = ThrottleRule(
        "mail-recipient", limit: 10, window: .seconds(3600), block: .seconds(60), maximumBlock: .seconds(60))
    /// 20 mails an hour asked for from one address.
    public static let mailPerAddress = ThrottleRule("mail-address", limit: 20, window: .seconds(3600))
}
