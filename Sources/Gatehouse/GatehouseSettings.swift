public import GatehouseAuth
public import GatehouseDocuments
public import GatehouseMail
public import GatehouseMongo
public import GatehousePasswords
public import GatehouseSigning
public import GatehouseWeb
public import Logging

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// All that a site needs to know to run.
public struct GatehouseSettings: Sendable {
    /// How to reach MongoDB.
    public var mongo: MongoSettings
    /// The site's secret keys.
    public var keys: SecretKeys
    /// The clock of the whole site; tests set one of their own.
    public var now: @Sendable () -> Date = { Date() }
    /// The algorithms for passwords; the first makes new hashes.
    public var hashers: [any PasswordHasher] = PasswordHashing.allHashers()
    /// Whether sign-in replaces outdated hashes. Turn it off beside a Django site with other parameters: each
    /// rewrite ends the account's other sessions, on both sides.
    public var rehashesPasswords = true
    /// The most memory and work that one stored hash may ask for at sign-in.
    public var hashLimits = HashLimits()
    /// How many hashes run at a time, and how long others wait for their turn.
    public var hashing = HashingExecutor.Limits()
    /// What new passwords must keep.
    public var passwordPolicy = PasswordPolicy()
    /// The ways to tell who somebody is, in the order in which they are asked.
    public var backends: [BackendSelection] = ["email-password"]
    /// The header by which the backend `remote-header` goes.
    public var remoteHeader = "Remote-User"
    /// What must be done between showing who one is and being signed in.
    public var gate = GateSettings()
    /// How often accounts may be tried and made.
    public var throttles = Throttles()
    /// Where tries are counted; nil for the site's database. One of your own must count for all instances of the site
    /// together; `ThrottleStoreConformance` of `GatehouseTesting` checks it. You prepare it and close it yourself.
    public var throttleStore: (any ThrottleStore)?
    /// Who is told what happens to accounts.
    public var events = AccountEvents()
    /// Whether a session without a hash of its account's password counts, as Django up to 6.0 writes them for documents
    /// of mongoengine. A new password does not end such sessions.
    public var trustsSessionsWithoutHash = false
    /// Where sessions are kept.
    public var sessionEngine = SessionEngine.database
    /// How the owners of accounts get mail; nil for not at all, which turns the pages off that need it.
    public var mail: MailSettings?
    /// How long links and the grace before a deletion last.
    public var lifecycle = LifecycleSettings()
    /// Fields of the accounts that are kept beside their documents, where another program reads those and refuses what it did
    /// not declare; nil for none.
    ///
    /// ```swift
    /// settings.fieldsAside = FieldsAside(
    ///     ["email_verified_date", "language"], in: "account_fields", boundTo: "signup_date")
    /// ```
    public var fieldsAside: FieldsAside?
    /// Where the library tells what no single request can: at the start, and of work beside requests.
    public var logger = Logger(label: "gatehouse")
    /// How the web side behaves.
    public var web = WebSettings()
    /// Whether a secret key may be one that guessers find (`SecretKeys.weakness(of:)`). For development only: with such a
    /// key anybody can sign in as anybody. Without it a weak key refuses the start.
    public var allowsWeakSecretKeys = false
    /// Whether everything is kept in this process's memory and ``mongo`` plays no part: for `TestSite` of
    /// `GatehouseTesting`.
    package var isInMemory = false

    /// The defaults, with a connection string and secret keys.
    public init(mongoURL: String, keys: SecretKeys) {
        mongo = MongoSettings(url: mongoURL)
        self.keys = keys
    }
}

/// How the owners of accounts get mail.
public struct MailSettings: Sendable {
    /// What brings it away: `SMTPTransport`, `FileOutbox`, `ConsoleTransport`, or your own.
    public var transport: any MailTransport
    /// From whom it is.
    public var from: MailAddress
    /// How many mails wait, and how often one is tried.
    public var limits = MailSender.Limits()

    /// Mail by a transport.
    public init(_ transport: any MailTransport, from: MailAddress) {
        self.transport = transport
        self.from = from
    }
}

/// What must be done between showing who one is and being signed in. Steps of the application's own come after these.
public struct GateSettings: Sendable {
    /// Whether an address must be verified before anybody is signed in to its account. Needs mail, and a field
    /// `email_verified_date`.
    public var requiresVerifiedEmail = false
    /// Whether an operator can demand a new password (`administration.demandNewPassword(of:)`); costs one read at each
    /// sign-in.
    public var demandsNewPasswords = false
    /// What a password is held against at sign-in, such as a `BreachedPasswordValidator`: one that it refuses must be
    /// replaced. Nil for nothing; turns ``demandsNewPasswords`` on.
    public var leakedPasswords: (any PasswordValidator)?
    /// How long a browser is remembered whose owner asks for it where a second factor is shown, so that the factor is not
    /// asked for there again; 30 days. Nil for never. Pages that need a fresh factor ask for it anyway.
    public var remembersBrowsers: Duration? = .seconds(30 * 86_400)

    /// Nothing, and browsers that are remembered.
    public init() {}
}
