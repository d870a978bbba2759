import GatehouseBSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a request sees and does of its session; decides, without I/O, what must be written at the end.
struct SessionState {
    /// The token that the browser sent and the store knows.
    private(set) var token: SessionToken?
    /// The record behind the token.
    private(set) var record: SessionRecord?
    private(set) var data: [String: BSONValue]
    private(set) var account: String?
    private var changed: Set<String> = []
    private var needsNewToken = false
    private var isNewAccount = false
    private(set) var isAccessed = false

    init(token: SessionToken?, record: SessionRecord?) {
        self.token = record == nil ? nil : token
        self.record = record
        data = record?.data ?? [:]
        account = record?.account
    }

    var isEmpty: Bool { data.isEmpty && account == nil }
    var isModified: Bool { !changed.isEmpty || needsNewToken }

    mutating func value(_ key: String) -> BSONValue? {
        isAccessed = true
        return data[key]
    }

    mutating func set(_ value: BSONValue?, _ key: String) {
        isAccessed = true
        data[key] = value
        changed.insert(key)
    }

    mutating func setAccount(_ account: String?) {
        self.account = account
        needsNewToken = true
        isNewAccount = true
    }

    mutating func cycleToken() { needsNewToken = true }

    /// Forgets everything; the caller removes the returned session from the store.
    mutating func flush() -> SessionID? {
        let id = record?.id
        self = SessionState(token: nil, record: nil)
        isAccessed = true
        return id
    }

    enum Write {
        case nothing
        case create(SessionRecord)
        case apply(SessionChanges, SessionID)
        /// Remove the session of this identifier, and make this one with what changed put over what was removed.
        case replace(SessionID, SessionRecord, SessionChanges)
    }

    /// What to write, and the state after it was written.
    mutating func prepareSave(_ policy: SessionPolicy) -> Write {
        let now = policy.now()
        // Signing in starts a session's life anew.
        let createdAt = isNewAccount ? now : record?.createdAt ?? now
        var changes = SessionChanges(lastSeenAt: now, expiresAt: policy.expiry(of: createdAt, usedAt: now))
        for key in changed {
            if let value = data[key] { changes.set[key] = value } else { changes.unset.insert(key) }
        }
        guard let record else {
            guard !isEmpty, isModified else { return .nothing }
            return .create(renew(changes, createdAt: createdAt))
        }
        if needsNewToken { return .replace(record.id, renew(changes, createdAt: createdAt), changes) }
        let isStale = now.timeIntervalSince(record.lastSeenAt) >= policy.touchInterval
        guard isModified || isStale else { return .nothing }
        changed = []
        self.record?.lastSeenAt = now
        self.record?.expiresAt = changes.expiresAt
        return .apply(changes, record.id)
    }

    /// Takes on a new token and makes the record for it.
    private mutating func renew(_ changes: SessionChanges, createdAt: Date) -> SessionRecord {
        let token = SessionToken()
        let record = SessionRecord(
            id: token.id, data: data, account: account, createdAt: createdAt, lastSeenAt: changes.lastSeenAt,
            expiresAt: changes.expiresAt)
        self.token = token
        self.record = record
        changed = []
        needsNewToken = false
        isNewAccount = false
        return record
    }
}
