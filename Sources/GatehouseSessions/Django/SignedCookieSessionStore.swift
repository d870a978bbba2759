import GatehouseBSON
public import GatehouseSigning

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Sessions in the cookies themselves, signed, in the format of Django's engine `signed_cookies`. No store at all.
///
/// What it cannot do: a session that was signed out or replaced lives on in a cookie that somebody kept, until its age
/// is over; nobody can list or revoke sessions; of two requests at a time the last answer wins; whoever has the cookie
/// can read what it holds. Choose it for what is not worth a store.
public struct SignedCookieSessionStore: SessionStore {
    /// The greatest length of a cookie's value in bytes unless told; browsers take 4096 with name and attributes.
    public static let defaultMaximumSize = 3800

    private let codec: DjangoSessionCodec
    private let policy: SessionPolicy
    private let maximumSize: Int

    /// Sessions signed with a site's keys.
    ///
    /// - Parameter maximumSize: the greatest length of a cookie's value in bytes; a save of more throws
    ///   ``SessionError/tooLarge``.
    public init(keys: SecretKeys, policy: SessionPolicy, maximumSize: Int = defaultMaximumSize) {
        codec = DjangoSessionCodec(keys: keys, salt: DjangoSessionCodec.signedCookieSalt)
        self.policy = policy
        self.maximumSize = maximumSize
    }

    /// False: whoever kept a cookie still has its session.
    public var canRevoke: Bool { false }

    /// The token of a text that our keys signed. How old it may be is asked when it is loaded.
    public func token(of text: String) -> SessionToken? {
        guard text.utf8.count <= 4096, let content = content(text) else { return nil }
        return token(text, content)
    }

    private func token(_ text: String, _ content: DjangoContent) -> SessionToken {
        SessionToken(text: text, id: SessionID(hashing: (content.secret ?? text).utf8))
    }

    private func content(_ text: String) -> DjangoContent? { (try? codec.members(of: text)).map(DjangoContent.init) }

    /// The session that a cookie's text holds; nil for one that our keys did not sign or that cannot be read.
    public func load(_ token: SessionToken) async throws -> SessionRecord? {
        // The time that is part of the text: value, time, signature.
        let parts = token.text.utf8.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        guard let content = content(token.text), parts.count >= 3,
            let seconds = NumberText.number(base62: String(decoding: Array(parts[parts.count - 2]), as: UTF8.self)),
            // What cannot be read is no session.
            var record = try? content.record(expiresAt: .distantPast, policy)
        else { return nil }
        let signedAt = Date(timeIntervalSince1970: TimeInterval(seconds))
        if content.secret == nil { record.createdAt = signedAt }
        record.lastSeenAt = signedAt
        record.expiresAt = policy.end(policy.expiry(of: record.data), createdAt: record.createdAt, usedAt: signedAt)
        return record
    }

    /// Seals a session into the text of a cookie.
    ///
    /// - Throws: ``SessionError/tooLarge``.
    public func create(_ record: SessionRecord) async throws -> SessionToken {
        try seal(DjangoContent(record, secret: SessionToken().text), at: record.lastSeenAt)
    }

    /// Seals a session with its changes. Of two requests at the same time the later cookie wins.
    ///
    /// - Throws: ``SessionError/tooLarge``.
    public func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        guard var content = content(token.text) else { return nil }
        try content.apply(changes, secret: content.secret ?? SessionToken().text)
        return try seal(content, at: changes.lastSeenAt)
    }

    /// Seals a session under another secret. The old cookie stays good until it ends.
    ///
    /// - Throws: ``SessionError/tooLarge``.
    public func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        guard var content = content(token.text) else { return nil }
        try content.apply(changes, secret: SessionToken().text)
        return try seal(content, at: changes.lastSeenAt)
    }

    /// Does nothing: whoever kept the cookie still has it.
    public func delete(_ token: SessionToken) async throws {}

    private func seal(_ content: DjangoContent, at now: Date) throws(SessionError) -> SessionToken {
        let text = codec.encode(content.members, at: now)
        guard text.utf8.count <= maximumSize else { throw .tooLarge }
        return token(text, content)
    }
}
