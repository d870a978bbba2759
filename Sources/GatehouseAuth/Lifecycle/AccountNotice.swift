import GatehouseBase
import GatehouseDocuments
public import GatehouseMessages

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What an account's owner is told by mail. No HTTP, no template: a notifier makes it a mail.
///
/// It never shows its token, nor anything else of the owner, when printed.
public struct AccountNotice: Sendable {
    /// What is told. Open-ended: later versions may add kinds.
    public struct Kind: Sendable, Hashable, CustomStringConvertible {
        /// The stable name, for templates.
        public let name: String

        /// A kind of your own.
        public init(_ name: String) { self.name = name }

        /// The link that makes the account which somebody asked for.
        public static let signUpConfirmation = Kind("sign-up-confirmation")
        /// Somebody asked for an account, or wanted to move one, to an address that has one.
        public static let alreadyRegistered = Kind("already-registered")
        /// The link that shows that somebody reads the mailbox.
        public static let emailVerification = Kind("email-verification")
        /// The link to a new password.
        public static let passwordReset = Kind("password-reset")
        /// The account has another password.
        public static let passwordChanged = Kind("password-changed")
        /// The link that gives the account this address.
        public static let emailChangeConfirmation = Kind("email-change-confirmation")
        /// The account has another address; told to the one that it had.
        public static let emailChanged = Kind("email-changed")
        /// The account will be deleted, unless its owner signs in.
        public static let deletionScheduled = Kind("deletion-scheduled")
        /// What the account's owner needs to sign in changed otherwise; ``AccountNotice/change`` says how.
        public static let securityChanged = Kind("security-changed")
        /// The account was deleted.
        public static let deleted = Kind("deleted")

        /// The name, such as `password-reset`.
        public var description: String { name }
    }

    /// What is told.
    public let kind: Kind
    /// To whom: an address in its canonical form, or one that is stored; never as somebody typed it.
    public let recipient: String
    /// The owner's name; empty where there is none, where it could be taken for more than a name, and in mails to
    /// addresses of which nobody knows yet whose they are.
    public let name: String
    /// What the link needs, good once; nil where there is no link. A secret: who has it can do what the mail offers.
    public let token: String?
    /// By which means the account will be signed in to, for a ``Kind/signUpConfirmation`` without a password.
    package let way: String?
    /// When the token ends, or the account is deleted.
    public let date: Date?
    /// The new address, for ``Kind/emailChanged``.
    public let email: String?
    /// What changed, for ``Kind/securityChanged``; translated when the mail is written.
    public let change: Message.Words?
    /// What the mail says, for a kind of a feature's own; nil for the kinds above.
    public let words: NoticeWords?
    /// The language that the request asked for, as a tag of BCP 47 such as `de`; nil when unknown.
    public let language: String?

    /// A notice. A language that is no tag counts as unknown.
    public init(
        _ kind: Kind, to recipient: String, name: String = "", token: String? = nil, date: Date? = nil,
        email: String? = nil, change: Message.Words? = nil, words: NoticeWords? = nil, language: String? = nil
    ) {
        self.init(
            kind, to: recipient, name: name, token: token, way: nil, date: date, email: email, change: change,
            words: words, language: language)
    }

    init(
        _ kind: Kind, to recipient: String, name: String = "", token: String?, way: String?, date: Date?,
        email: String? = nil, change: Message.Words? = nil, words: NoticeWords? = nil, language: String?
    ) {
        self.words = words
        self.kind = kind
        self.recipient = recipient
        self.name = name
        self.token = token
        self.way = way
        self.date = date
        self.email = email
        self.change = change
        self.language = LanguageTag.plain(language)
    }

    /// A notice to an account's owner, at the address that is stored and by their name.
    ///
    /// - Throws: `BSONError`, never in practice.
    package init<User: Account>(
        _ kind: Kind, for user: User, token: String? = nil, date: Date? = nil, email: String? = nil,
        change: Message.Words? = nil, words: NoticeWords? = nil, language: String? = nil
    ) throws {
        self.init(
            kind, to: user.email, name: DisplayName.of(try User.schema.encode(user)), token: token, date: date,
            email: email, change: change, words: words, language: language)
    }
}

extension AccountNotice: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// The kind and nothing else.
    public var description: String { "notice: \(kind)" }
    /// The kind and nothing else: the token and the address stay out of logs.
    public var debugDescription: String { description }
    /// Without children, so that `dump` and debuggers do not show the token.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
