/// Where sessions are kept: an engine.
///
/// Errors it throws mean that the store failed; callers answer 503 and never take them for "no session".
/// ``SessionError`` is for what is the caller's. `SessionStoreConformance` of `GatehouseTesting` runs an engine of your
/// own through what all of them must do.
public protocol SessionStore: Sendable {
    /// The token of a cookie's value, or nil when the text cannot be one. Nothing is looked up for those.
    func token(of text: String) -> SessionToken?

    /// The session of a token, or nil. It may have ended: whoever asks checks that. For ten seconds after
    /// ``replace(_:_:)``, ``SessionRecord/replaced(at:)`` for the old token; nil where the store cannot remember it.
    func load(_ token: SessionToken) async throws -> SessionRecord?

    /// Stores a new session under a new token, and returns that.
    func create(_ record: SessionRecord) async throws -> SessionToken

    /// Writes changes into a session that is there, and returns what the browser is to hold; nil when it is not there.
    /// Never makes one, and loses no change that another request makes at the same time.
    func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken?

    /// Gives a session a new token with changes put over what it holds at that moment, and ends the old one. Nil when
    /// the session is not there; of many callers one gets it.
    func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken?

    /// Removes a session. One that is gone already is no error.
    func delete(_ token: SessionToken) async throws

    /// Whether a session that was removed is gone for those who kept its cookie. Not so where the cookie is the store: there
    /// a text that cannot be read may be one that another instance signed with a newer key.
    var canRevoke: Bool { get }
}

extension SessionStore {
    /// The token of a text as ``SessionToken`` reads it: 43 characters of base64url.
    public func token(of text: String) -> SessionToken? { SessionToken(text) }
    /// True: a session that was removed is gone.
    public var canRevoke: Bool { true }
}
