public import GatehouseMessages
public import GatehouseSessions

/// Where an account is signed in, for its owner to recognise.
public struct Device: Sendable, Hashable {
    /// The session.
    public let session: SessionSummary
    /// Whether it is the one that asks.
    public let isCurrent: Bool

    /// Names it in a form; lets nobody in.
    public var id: String { session.id.text }
    /// What it is, in words: `Firefox on Linux`.
    public var agent: String { agentWords.text }
    /// The same, to be translated.
    public var agentWords: Message.Words { UserAgentText.words(session.client.userAgent) }

    /// A device of its session.
    public init(_ session: SessionSummary, isCurrent: Bool) {
        self.session = session
        self.isCurrent = isCurrent
    }
}
