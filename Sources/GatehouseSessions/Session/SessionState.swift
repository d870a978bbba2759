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
    /// The record behind the token, as it was read or last written.
    private(set) var record: SessionRecord?
    private(set) var data: SessionData
    private(set) var account: String?
    /// The keys that were set or removed and are not written yet.
    private var changed: [String] = []
    /// The keys that are being written.
    private var pending: [String] = []
    private var needsNewToken = false
    private var isNewAccount = false
    private var failure: SessionError?
    private(set) var isAccessed = false
    /// What the browser's cookies led to.
    private(set) var sent: SentSession
    /// The stored session that is nobody's here: what it holds is not seen, and nothing is written to it.
    private(set) var disowned: SessionToken?
    /// Whether the session was ended by the request.
    private(set) var isFlushed = false
    /// Whether the token that was sent was replaced a moment ago, and nothing has taken its place.
    private(set) var isReplaced: Bool
    /// Whose session it was, where it is nobody's any more and that is known.
    private(set) var formerAccount: String?

    init(_ sent: SentSession = SentSession()) {
        self.sent = sent
        token = sent.token
        record = sent.record
        isReplaced = sent.isReplaced
        formerAccount = sent.endedAccount
        data = record?.data ?? [:]
        account = record?.account
    }

    /// What the browser's forms are bound to: the session that is stored, else the one that it takes itself to have.
    var browserToken: SessionToken? { token ?? disowned ?? sent.tokens.first }

    /// All that the browser may be let in with.
    var tokens: [SessionToken] { (token.map { [$0] } ?? []) + sent.tokens.filter { $0 != token } }

    /// Whether a save gives the browser another token than the one it sent.
    var getsNewToken: Bool { token == nil || needsNewToken }

    /// As Django has it: a session that is stored is never empty.
    var isEmpty: Bool { token == nil && data.isEmpty && account == nil }
    var isModified: Bool { !changed.isEmpty || needsNewToken }

    mutating func value(_ key: String) -> BSONValue? {
        isAccessed = true
        return data[key]
    }

    mutating func keys() -> [String] {
        isAccessed = true
        return data.keys
    }

    mutating func set(_ value: BSONValue?, _ key: String) {
        isAccessed = true
        if value == nil, data[key] == nil { return }
        data[key] = value
        note(key)
    }

    private mutating func note(_ key: String) {
        if !changed.contains(where: { $0.utf8.elementsEqual(key.utf8) }) { changed.append(key) }
    }

    /// Remembers that a value could not be set; the save fails.
    mutating func fail(_ error: SessionError) {
        isAccessed = true
        failure = failure ?? error
    }

    mutating func clear() {
        isAccessed = true
        for key in data.keys { set(nil, key) }
    }

    mutating func setAccount(_ account: String?) {
        self.account = account
        isReplaced = false
        needsNewToken = true
        isNewAccount = true
    }

    mutating func cycleToken() {
        isAccessed = true
        needsNewToken = true
    }

    /// The page depends on who asks.
    mutating func noteAccess() { isAccessed = true }

    mutating func readAccount() -> String? {
        isAccessed = true
        return account
    }

    /// Forgets everything; the caller has removed the session from the store.
    mutating func flush() {
        self = SessionState()
        isAccessed = true
        isFlushed = true
    }

    /// Takes the stored session for nobody's, and goes on with what another of the browser's cookies led to.
    mutating func disown(for next: SentSession) {
        let (token, former) = (token, account ?? formerAccount)
        self = SessionState(next)
        isAccessed = true
        if self.token == nil {
            disowned = token
            formerAccount = former
        }
    }

    enum Write {
        case nothing
        case create(SessionRecord)
        case update(SessionToken, SessionChanges)
        /// Give the session a new token, with the changes.
        case replace(SessionToken, SessionChanges)
    }

    /// What to write. The caller tells afterwards whether it was: ``saved(_:as:)`` or ``notSaved()``.
    mutating func prepareSave(
        _ policy: SessionPolicy, _ client: (@Sendable () -> SessionClient)?
    ) throws(SessionError) -> Write {
        if let failure { throw failure }
        let now = policy.now()
        let expiry = policy.expiry(of: data)
        // Signing in starts a session's life anew.
        let createdAt = isNewAccount ? now : record?.createdAt ?? now
        let end = policy.end(expiry, createdAt: createdAt, usedAt: now)
        guard let record, let token else {
            guard !data.isEmpty || account != nil else { return .nothing }
            // The browser has another session, or is about to get its cookie.
            if isReplaced { throw .replaced }
            begin()
            return .create(
                SessionRecord(
                    data: data, account: account, createdAt: createdAt, lastSeenAt: now, expiresAt: end,
                    client: client?() ?? SessionClient()))
        }
        guard isModified || isStale(record, expiry, policy, now) || policy.savesEveryRequest else { return .nothing }
        var changes = SessionChanges(lastSeenAt: now, expiresAt: end)
        for key in changed {
            if let value = data[key] { changes.set[key] = value } else { changes.unset.append(key) }
        }
        if isNewAccount { changes.signIn = SessionChanges.SignIn(account: account, date: now) }
        changes.client = client?()
        begin()
        return needsNewToken ? .replace(token, changes) : .update(token, changes)
    }

    /// Whether there is something to write, or to refuse.
    func needsSave(_ policy: SessionPolicy) -> Bool {
        if failure != nil || isModified || policy.savesEveryRequest { return true }
        guard let record, token != nil else { return !data.isEmpty || account != nil }
        return isStale(record, policy.expiry(of: data), policy, policy.now())
    }

    /// Whether the store should be told again that the session is used.
    private func isStale(
        _ record: SessionRecord, _ expiry: SessionExpiry?, _ policy: SessionPolicy, _ now: Date
    ) -> Bool {
        let interval = policy.touchInterval(for: expiry?.idleSeconds ?? policy.ageSeconds)
        return now.timeIntervalSince(record.lastSeenAt) >= interval
    }

    private mutating func begin() {
        pending = changed
        changed = []
    }

    /// In place of a sign-in that came after the session's token was replaced: a session of its own. Nil for other writes.
    func signInAnew(_ write: Write) -> Write? {
        guard case .replace(_, let changes) = write, let signIn = changes.signIn, let account = signIn.account else {
            return nil
        }
        return .create(
            SessionRecord(
                data: data, account: account, createdAt: signIn.date, lastSeenAt: changes.lastSeenAt,
                expiresAt: changes.expiresAt, client: changes.client ?? SessionClient()))
    }

    /// The write succeeded; the browser is to hold the token.
    mutating func saved(_ write: Write, as token: SessionToken) {
        switch write {
        case .nothing: return
        case .create(let record): self.record = record
        case .update(_, let changes): record = record.map(changes.applied)
        case .replace(_, let changes): record = record.map(changes.applied)
        }
        if case .update = write {} else { (needsNewToken, isNewAccount) = (false, false) }
        self.token = token
        pending = []
    }

    /// The session is gone, and all that was to be written is that it was used: nothing is lost.
    mutating func touchedInVain() { pending = [] }

    /// The write failed, so its keys are still to be written.
    mutating func notSaved() {
        let written = pending
        pending = []
        for key in written { note(key) }
    }
}
