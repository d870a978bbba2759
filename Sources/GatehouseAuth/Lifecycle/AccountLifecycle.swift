public import GatehouseDocuments
public import GatehouseSessions

/// All that happens to an account between its sign-up and its deletion, apart from signing in: without HTTP, pages or
/// mail.
///
/// ```swift
/// let lifecycle = AccountLifecycle(
///     accounts, sessions: sessions, tokens: SingleUseTokens(in: database), notifier: mail, in: database)
/// for report in try await lifecycle.ensureIndexes() { report.log(to: logger) }
///
/// try await lifecycle.requestPasswordReset(email: typed, client: client)
/// // … and when the link in the mail was followed and the form sent:
/// try await lifecycle.resetPassword(token: token, password: password, client: client)
/// ```
///
/// What a stranger can ask for answers alike, and costs the same, whether there is such an account or not. What changes
/// an account is one conditional write, so it needs no transactions. Mistakes in a form are an `InvalidInput`, other
/// refusals a ``LifecycleError``; a store that fails throws what it throws, and nothing is taken for done then.
public struct AccountLifecycle<User: Account>: Sendable {
    /// The accounts.
    public let accounts: Accounts<User>
    /// How long links are good, and when accounts are gone.
    public let settings: LifecycleSettings
    let sessions: (any SessionDirectory)?
    let administration: AccountAdministration<User>
    let tokens: SingleUseTokens
    let notifier: any AccountNotifier
    let deletions: Documents<DeletionRow>

    /// The life of a site's accounts.
    ///
    /// - Parameters:
    ///   - sessions: the store of the accounts' sessions. One that is no `SessionDirectory` cannot end them; those that
    ///     do not fit their account's password, or whose account is gone, count for nothing anyway.
    ///   - tokens: the links' secrets.
    ///   - notifier: who tells the owners.
    ///   - database: where it is noted which accounts are to be deleted, in the collection `account_deletions`.
    public init(
        _ accounts: Accounts<User>, sessions: any SessionStore, tokens: SingleUseTokens,
        notifier: any AccountNotifier, in database: DocumentDatabase, settings: LifecycleSettings = LifecycleSettings()
    ) {
        self.accounts = accounts
        self.sessions = sessions as? any SessionDirectory
        administration = AccountAdministration(accounts, sessions: sessions)
        self.tokens = tokens
        self.notifier = notifier
        self.settings = settings
        deletions = Documents(DeletionRow.self, in: database)
    }

    /// Makes the indexes of the tokens and of the deletions; those of the accounts are the site's.
    ///
    /// - Returns: what is there of them, a report for each collection.
    /// - Throws: `IndexConflictError`, `MongoError`.
    public func ensureIndexes() async throws -> [IndexReport] {
        [try await tokens.ensureIndexes(), try await deletions.ensureIndexes()]
    }
}
