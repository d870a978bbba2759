public import GatehouseAuth
public import GatehouseDocuments
public import GatehousePasswords
public import GatehouseSigning
public import Logging

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// What a site has before it answers anybody, for features to build on.
public struct FeatureGround<User: Account>: Sendable {
    /// The accounts' documents.
    public let documents: Documents<User>
    /// Where a feature keeps collections of its own.
    public let database: DocumentDatabase
    /// Hashes passwords and other secrets, with the site's limits.
    public let passwords: PasswordHashing
    /// The site's secret keys.
    public let keys: SecretKeys
    /// How the web side behaves.
    public let settings: WebSettings
    /// The site's clock.
    public let now: @Sendable () -> Date
    /// For what no single request can tell.
    public let logger: Logger

    /// Verifies passwords of accounts for a backend of a feature's own, with equal work for all that fail.
    public var passwordCheck: PasswordCheck<User> {
        PasswordCheck(documents: documents, passwords: passwords)
    }

    /// The ground of a site.
    public init(
        documents: Documents<User>, database: DocumentDatabase, passwords: PasswordHashing, keys: SecretKeys,
        settings: WebSettings, now: @escaping @Sendable () -> Date = { Date() },
        logger: Logger = Logger(label: "gatehouse")
    ) {
        self.documents = documents
        self.database = database
        self.passwords = passwords
        self.keys = keys
        self.settings = settings
        self.now = now
        self.logger = logger
    }
}

/// A site that runs, for what a feature does on requests and beside them.
public final class Site<User: Account>: Sendable {
    /// The accounts.
    public let accounts: Accounts<User>
    /// What happens to an account from sign-up to deletion.
    public let lifecycle: AccountLifecycle<User>
    /// How the web side behaves.
    public let settings: WebSettings
    /// For what no single request can tell.
    public let logger: Logger

    init(accounts: Accounts<User>, lifecycle: AccountLifecycle<User>, settings: WebSettings, logger: Logger) {
        self.accounts = accounts
        self.lifecycle = lifecycle
        self.settings = settings
        self.logger = logger
    }
}
