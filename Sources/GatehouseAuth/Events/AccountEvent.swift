public import Foundation

/// Something that happened to an account. It holds no password, token, cookie, nor what somebody typed.
public struct AccountEvent: Sendable, Hashable {
    /// What happened. Open-ended: later versions may add kinds.
    public struct Kind: Sendable, Hashable, CustomStringConvertible {
        /// The stable name, as in the log.
        public let name: String

        /// A kind of your own; built-in names have a prefix `account.`.
        public init(_ name: String) { self.name = name }

        /// Somebody signed in.
        public static let signedIn = Kind("account.signed-in")
        /// Credentials were refused.
        public static let signInFailed = Kind("account.sign-in-failed")
        /// A try was not let through, because there were too many.
        public static let throttled = Kind("account.throttled")
        /// Somebody signed out.
        public static let signedOut = Kind("account.signed-out")
        /// An account was made.
        public static let created = Kind("account.created")
        /// An account has another password.
        public static let passwordChanged = Kind("account.password-changed")
        /// An operator asked that an account's owner choose a new password.
        public static let newPasswordDemanded = Kind("account.new-password-demanded")
        /// An account may not sign in any more.
        public static let deactivated = Kind("account.deactivated")
        /// An account may sign in again.
        public static let activated = Kind("account.activated")
        /// An account was deleted.
        public static let deleted = Kind("account.deleted")
        /// The groups of an account changed.
        public static let groupsChanged = Kind("account.groups-changed")
        /// An account became a superuser, or is none any more.
        public static let superuserChanged = Kind("account.superuser-changed")
        /// A session ended because it did not fit its account's password any more.
        public static let sessionRefused = Kind("account.session-refused")
        /// Somebody asked for an account, which is made when the link in a mail is followed.
        public static let signUpRequested = Kind("account.sign-up-requested")
        /// Somebody asked for a link to a new password.
        public static let passwordResetRequested = Kind("account.password-reset-requested")
        /// An account's owner asked for a link that shows who reads its mailbox.
        public static let emailVerificationRequested = Kind("account.email-verification-requested")
        /// An account's owner has shown that the mailbox of its address is his.
        public static let emailVerified = Kind("account.email-verified")
        /// The reader of an account's mailbox said that somebody else made it, and it was removed.
        public static let disowned = Kind("account.disowned")
        /// An account's owner asked for another address.
        public static let emailChangeRequested = Kind("account.email-change-requested")
        /// An account has another address.
        public static let emailChanged = Kind("account.email-changed")
        /// An account's owner asked for its deletion.
        public static let deletionRequested = Kind("account.deletion-requested")
        /// An account that was to be deleted stays.
        public static let deletionCancelled = Kind("account.deletion-cancelled")
        /// An account's owner ended sessions of his.
        public static let sessionsRevoked = Kind("account.sessions-revoked")
        /// Somebody asked for a code by mail to sign in.
        public static let signInCodeRequested = Kind("account.sign-in-code-requested")
        /// The reader of an account's mailbox signed in by mail for the first time, so that what somebody had set before is
        /// void: password, sessions, second factors.
        public static let claimed = Kind("account.claimed")
        /// A second factor was refused.
        public static let factorRefused = Kind("account.factor-refused")
        /// An account has a second factor more.
        public static let factorAdded = Kind("account.factor-added")
        /// An account has a second factor less.
        public static let factorRemoved = Kind("account.factor-removed")
        /// An account has new recovery codes, and the old ones count no more.
        public static let recoveryCodesMade = Kind("account.recovery-codes-made")
        /// A recovery code was used.
        public static let recoveryCodeUsed = Kind("account.recovery-code-used")
        /// An operator took all second factors from an account.
        public static let factorsReset = Kind("account.factors-reset")
        /// An account remembers a browser, and asks for no second factor there.
        public static let browserRemembered = Kind("account.browser-remembered")
        /// An account's owner made it forget browsers.
        public static let browsersForgotten = Kind("account.browsers-forgotten")
        /// An account's owner took what is stored about him.
        public static let exported = Kind("account.exported")

        /// The name, such as `account.exported`.
        public var description: String { name }
    }

    /// What happened.
    public let kind: Kind
    /// When.
    public let date: Date
    /// The key, as text, of the account; nil when it is not known which, or none is meant.
    public let account: String?
    /// The client's address, as `192.0.2.7`; nil when unknown.
    public let address: String?
    /// What the browser called itself, its first 300 bytes; nil where it did not say. It is not written to the log.
    public let userAgent: String?
    /// Whether what was asked for was done.
    public let isSuccess: Bool
    /// The name of the backend or the throttle that decided; nil where none did.
    public let decidedBy: String?

    /// An event.
    public init(
        _ kind: Kind, date: Date, account: String? = nil, address: String? = nil, userAgent: String? = nil,
        isSuccess: Bool = true, decidedBy: String? = nil
    ) {
        self.kind = kind
        self.date = date
        self.account = account
        self.address = address
        self.userAgent = userAgent.map { String(decoding: $0.utf8.prefix(UserAgentText.maximumLength), as: UTF8.self) }
        self.isSuccess = isSuccess
        self.decidedBy = decidedBy
    }
}

extension AccountEvent: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// What the log says of it: not what the browser calls itself, which is whatever its sender likes.
    public var description: String {
        var words = ["\(kind)"]
        if let account { words.append("account=\(account)") }
        if let address { words.append("address=\(address)") }
        words.append("outcome=\(isSuccess ? "success" : "refused")")
        if let decidedBy { words.append("by=\(decidedBy)") }
        return words.joined(separator: " ")
    }
    /// The same.
    public var debugDescription: String { description }
    /// Without children, so that `dump` shows the same.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
