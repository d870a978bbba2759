public import GatehouseMessages

/// What a mail says to an account's owner, for a kind of notice that a feature brings: in English, translated when the mail
/// is written.
///
/// It never shows what it says when printed: a code may be among it.
public struct NoticeWords: Sendable {
    /// The subject.
    public let subject: Message.Words
    /// The text.
    public let paragraphs: [Message.Words]
    /// What is to be typed, set apart from the text; nil for nothing.
    public let code: String?
    /// What the link does, and its path on the site, without the prefix of the site's paths; nil for no link.
    public let link: (action: Message.Words, path: String)?
    /// Whether it tells what was done to an account, which only its owner or an operator can bring about: then it is stored
    /// before the answer. What a stranger can ask for is not: the time would tell whether there is an account.
    public let isNews: Bool

    /// What a mail says.
    public init(
        subject: Message.Words, paragraphs: [Message.Words], code: String? = nil,
        link: (action: Message.Words, path: String)? = nil, isNews: Bool = false
    ) {
        self.subject = subject
        self.paragraphs = paragraphs
        self.code = code
        self.link = link
        self.isNews = isNews
    }
}

extension NoticeWords: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// That there are some.
    public var description: String { "words of a notice" }
    /// The same as ``description``: the code stays out of logs.
    public var debugDescription: String { description }
    /// Without children, so that `dump` and debuggers do not show the code.
    public var customMirror: Mirror { Mirror(self, children: []) }
}
