import GatehouseBase
public import GatehouseDocuments
public import GatehousePasswords
public import GatehouseSigning

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The accounts of a site: signing up, and telling who somebody is.
public struct Accounts<User: Account>: Sendable {
    /// Where the accounts are stored.
    public let documents: Documents<User>
    /// The ways to tell who somebody is, in the order in which they are asked.
    public let backends: [any AuthenticationBackend<User>]
    /// What is to be done between showing who one is and being signed in, in order.
    public let steps: [any GateStep<User>]
    /// What accounts can show besides a first proof.
    public let factors: [any SecondFactor<User>]
    /// What is kept about accounts besides themselves, in the order of the export.
    public let records: [AccountRecord<User>]
    /// Who is told what happens.
    public let events: AccountEvents
    /// The fields of the document that a visitor may set at sign-up, by their names in the store; never one that is
    /// `.protected`, nor one that says who an account is or what it may do.
    public let signUpFields: Set<String>
    /// What must be so for an account to be made; nil for nothing.
    package let conditions: SignUpConditions<User>?
    let passwords: PasswordHashing
    let policy: PasswordPolicy
    /// Words that no password may be: the site's name.
    let siteWords: [String]
    /// For the codes by which sessions fit their account's password; the first makes new ones.
    let sessionHashKeys: [SaltedHMAC.Key]
    /// The codes of passwords, as they are stored, that were asked for not long ago.
    let sessionHashes = RecentValues<String, (password: String, hash: String)>(size: 1000)
    /// The sessions that were refused not long ago, so that each is told of once.
    let refused = RefusedSessions()
    /// Browsers that signed in before.
    let browsers: KnownBrowsers
    let groups: Documents<AccountGroup>?
    /// Which accounts are to be deleted unless they sign in; nil where that is not noted.
    let deletions: ScheduledDeletions?
    let throttles: Throttles
    let throttleStore: any ThrottleStore
    let trustsSessionsWithoutHash: Bool
    /// Browsers that are not asked for a second factor; nil where none is remembered.
    package var rememberedBrowsers: RememberedBrowsers?
    package let now: @Sendable () -> Date

    /// The fields that a visitor may set at sign-up on sites that do not say otherwise: the first and the last name.
    public static var usualSignUpFields: [String] { AccountField.names.map { $0.0 } }

    /// The accounts of a collection.
    ///
    /// - Parameters:
    ///   - backends: the ways to tell who somebody is; e-mail address and password by default. At least one.
    ///   - signUpFields: the fields of the document that a visitor may set at sign-up, by their names in the store.
    ///   - conditions: what must be so, or is used up, for an account to be made.
    ///   - steps: what is to be done between showing who one is and being signed in.
    ///   - factors: what accounts can show besides; a ``SecondFactorStep`` among the steps asks for them.
    ///   - deletions: the database in which an ``AccountLifecycle`` notes which accounts are to be deleted: they stay when
    ///     they sign in. Nil for a site that deletes none by schedule.
    ///   - groups: the groups that give permissions; nil where there are none.
    ///   - throttles: how often accounts may be tried and made.
    ///   - throttleStore: where that is counted; this process's memory by default, which other processes do not see.
    ///   - trustsSessionsWithoutHash: whether a session whose member `_auth_user_hash` is empty counts. Django up to 6.0
    ///     writes such sessions for documents of mongoengine; a new password does not end them.
    public init(
        _ documents: Documents<User>, passwords: PasswordHashing, policy: PasswordPolicy = PasswordPolicy(),
        siteWords: [String] = [], keys: SecretKeys, backends: [any AuthenticationBackend<User>]? = nil,
        signUpFields: some Sequence<String> = Accounts.usualSignUpFields,
        conditions: SignUpConditions<User>? = nil,
        steps: [any GateStep<User>] = [], factors: [any SecondFactor<User>] = [],
        records: [AccountRecord<User>] = [],
        deletions: DocumentDatabase? = nil, groups: Documents<AccountGroup>? = nil, throttles: Throttles = Throttles(),
        throttleStore: any ThrottleStore = MemoryThrottleStore(), events: AccountEvents = AccountEvents(),
        trustsSessionsWithoutHash: Bool = false, now: @escaping @Sendable () -> Date = { Date() }
    ) {
        let backends = backends ?? [EmailPasswordBackend(documents, passwords: passwords)]
        precondition(!backends.isEmpty, "at least one backend is needed")
        self.documents = documents
        self.backends = backends
        self.signUpFields = Set(signUpFields)
        self.conditions = conditions
        self.steps = steps
        self.factors = factors
        self.records = records
        self.passwords = passwords
        self.policy = policy
        self.siteWords = siteWords
        sessionHashKeys = keys.all.map { key in
            SaltedHMAC.Key(
                salt: "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash", secret: key)
        }
        browsers = KnownBrowsers(keys: keys)
        self.groups = groups
        self.deletions = deletions.map { ScheduledDeletions(in: $0) }
        self.throttles = throttles
        self.throttleStore = throttleStore
        self.events = events
        self.trustsSessionsWithoutHash = trustsSessionsWithoutHash
        self.now = now
    }

    /// The account of a key's text, or nil.
    public func find(keyText: String) async throws -> User? {
        guard let id = User.ID(keyText: keyText) else { return nil }
        return try await documents.find(id)
    }

    /// The account of an e-mail address in any spelling, or nil, in whatever spelling another program stored it. Where
    /// several accounts have one mailbox, the one whose address is stored exactly as it was typed comes first, then the one
    /// in the canonical form.
    public func find(email: String) async throws -> User? {
        guard let address = EmailAddress(email) else { return nil }
        return try await documents.find(email: address)
    }

    /// The account of an e-mail address, or nil.
    public func find(email: EmailAddress) async throws -> User? { try await documents.find(email: email) }
}
