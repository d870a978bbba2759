import GatehouseDocuments
public import GatehouseSessions

extension AccountLifecycle {
    /// How many sessions of an account are told of at most.
    static var maximumDevices: Int { 1000 }

    /// Whether the sessions' store can say where accounts are signed in.
    public var canListDevices: Bool { sessions != nil }

    /// Where an account is signed in: the current one first, then the newest uses. Empty where the store cannot say.
    ///
    /// - Parameter current: the session that asks.
    /// - Throws: what the sessions' store throws.
    public func devices(of user: User, current: SessionID?) async throws -> [Device] {
        let devices = try await summaries(of: user).map { Device($0, isCurrent: $0.id == current) }
        return devices.filter(\.isCurrent) + devices.filter { !$0.isCurrent }
    }

    /// Ends a session of an account, by the text that names it.
    ///
    /// - Returns: whether it was there. Another account's is none.
    /// - Throws: what the sessions' store throws.
    @discardableResult
    public func revokeDevice(
        _ id: String, of user: User, client: Client = Client()
    ) async throws -> Bool {
        guard let sessions, let id = SessionID(id) else { return false }
        let isRevoked: Bool
        if try await summaries(of: user).contains(where: { $0.id == id }) {
            isRevoked = try await sessions.revoke(id)
        } else {
            isRevoked = false
        }
        await accounts.emit(.sessionsRevoked, account: user.id?.keyText, client: client, isSuccess: isRevoked)
        return isRevoked
    }

    /// Ends all sessions of an account but one.
    ///
    /// - Parameter current: the session that stays; nil for none.
    /// - Returns: how many ended.
    /// - Throws: what the sessions' store throws.
    @discardableResult
    public func revokeOtherDevices(
        of user: User, keeping current: SessionID?, client: Client = Client()
    ) async throws -> Int {
        guard let sessions, let key = user.id?.keyText else { return 0 }
        let count = try await sessions.revokeAll(of: key, except: current)
        try await accounts.rememberedBrowsers?.forgetAll(of: key, exceptThatOf: client)
        await accounts.emit(.sessionsRevoked, account: key, client: client)
        return count
    }

    /// The sessions of an account that have not ended.
    func summaries(of user: User) async throws -> [SessionSummary] {
        guard let sessions, let key = user.id?.keyText else { return [] }
        let now = accounts.now()
        return try await sessions.sessions(of: key, limit: Self.maximumDevices)
            .filter { $0.expiresAt > now && $0.account?.utf8.elementsEqual(key.utf8) == true }
    }
}
