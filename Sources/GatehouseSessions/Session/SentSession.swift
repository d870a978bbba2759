import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a browser's cookies lead to: browsers send a cookie for each domain and path that has one of the name, and only
/// one of them may hold a session that is still there.
struct SentSession {
    /// The tokens that were sent, in the browser's order.
    let tokens: [SessionToken]
    /// The first of them that leads to a session; nil for none.
    private(set) var token: SessionToken?
    /// What is stored of it.
    private(set) var record: SessionRecord?
    /// The tokens that were not looked up, because one before them was good.
    private(set) var rest: [SessionToken] = []
    /// Whether none is good, and one was replaced by another a moment ago.
    private(set) var isReplaced = false
    /// Whose session it was that one of them led to, where it ended and the store still has it.
    private(set) var endedAccount: String?

    /// Nothing was sent.
    init() { tokens = [] }

    /// Looks up one token after the other.
    ///
    /// - Throws: what the store throws.
    init(_ tokens: [SessionToken], in store: any SessionStore, _ policy: SessionPolicy) async throws {
        self.tokens = tokens
        try await find(tokens[...], store, policy)
    }

    /// What the tokens lead to that were not looked up.
    func following(in store: any SessionStore, _ policy: SessionPolicy) async throws -> SentSession {
        var next = self
        (next.token, next.record, next.rest) = (nil, nil, [])
        try await next.find(rest[...], store, policy)
        return next
    }

    private mutating func find(
        _ tokens: ArraySlice<SessionToken>, _ store: any SessionStore, _ policy: SessionPolicy
    ) async throws {
        let now = policy.now()
        for (index, token) in zip(tokens.indices, tokens) {
            guard let found = try await store.load(token) else { continue }
            // Django's signed cookies are good up to and with their last moment.
            if policy.isAlive(found, at: now, countsEnd: !store.canRevoke) {
                (self.token, record, rest) = (token, found, Array(tokens[(index + 1)...]))
                isReplaced = false
                return
            }
            if let date = found.replacedAt {
                isReplaced = isReplaced || now < date.adding(SessionRecord.replacedMemory)
            } else {
                endedAccount = endedAccount ?? found.account
            }
        }
    }
}
