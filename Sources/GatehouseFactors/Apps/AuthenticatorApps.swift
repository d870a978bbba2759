public import GatehouseAuth
import GatehouseBase
public import GatehouseDocuments
import GatehouseMessages
public import GatehouseSigning

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The authenticator apps of a site's accounts: a second factor by time (TOTP, RFC 6238).
///
/// ```swift
/// let apps = AuthenticatorApps<User>(in: database, keys: keys)
/// let new = apps.begin()
/// let picture = QRCode(new.password.url(issuer: "Example", account: user.email))?.svg
/// // … the owner types what the app shows:
/// try await apps.add(new, named: "Phone", confirmedBy: typed, to: id)
/// ```
public struct AuthenticatorApps<User: Account>: SecondFactor {
    /// `app`.
    public let name = "app"
    /// The most apps that an account has.
    public static var maximum: Int { 10 }

    let documents: Documents<AuthenticatorApp>
    private let box: SecretBox
    private let now: @Sendable () -> Date

    /// The apps of a database, in the collection `authenticator_apps`.
    public init(in database: DocumentDatabase, keys: SecretKeys, now: @escaping @Sendable () -> Date = { Date() }) {
        documents = Documents(AuthenticatorApp.self, in: database)
        box = SecretBox(keys, purpose: "authenticator-app")
        self.now = now
    }

    /// The apps of an account, oldest first.
    ///
    /// - Throws: `MongoError`.
    public func apps(of account: User.ID) async throws -> [AuthenticatorApp] {
        let key = account.keyText
        return try await documents.find(sortedBy: { [$0.added.ascending] }) { $0.account == key }
    }

    /// Whether an account has an app.
    ///
    /// - Throws: `MongoError`.
    public func isSetUp(for account: User.ID) async throws -> Bool {
        let key = account.keyText
        return try await documents.first { $0.account == key } != nil
    }

    /// An app to be added.
    public func begin() -> AppEnrolment { AppEnrolment(at: now()) }

    /// What a form keeps of it.
    func sealed(_ enrolment: AppEnrolment, for account: User.ID) throws -> String {
        try enrolment.sealed(box, for: account.keyText)
    }

    /// What a form brought back; nil where it is not good any more.
    func enrolment(_ text: String, for account: User.ID) -> AppEnrolment? {
        AppEnrolment.open(text, box, for: account.keyText, at: now())
    }

    /// Adds an app, once a right password shows that it has the secret.
    ///
    /// - Parameters:
    ///   - name: what its owner calls it.
    ///   - typed: what the app showed.
    /// - Throws: `InvalidInput` for a wrong password, a name that breaks the rules, an app that was added already, and where
    ///   there are as many as there may be; `MongoError`.
    public func add(
        _ enrolment: AppEnrolment, named name: String, confirmedBy typed: String, to account: User.ID
    ) async throws {
        let (key, date) = (account.keyText, now())
        guard let step = enrolment.password.matchingStep(typed, at: date) else {
            throw InvalidInput(FactorMessages.codeWrong, of: "code")
        }
        guard try await documents.count({ $0.account == key }) < Self.maximum else {
            throw InvalidInput(FactorMessages.tooManyApps, of: "code")
        }
        var app = AuthenticatorApp(
            id: enrolment.app, account: key, name: name,
            secret: try box.seal(enrolment.password.secret, for: Self.owner(enrolment.app, key)), lastStep: step,
            added: date)
        do {
            try await documents.insert(&app)
        } catch let error as DocumentError where error.code == .duplicate {
            throw InvalidInput(FactorMessages.appAdded, of: "code")
        } catch let error as DocumentError {
            guard case .invalid? = error.refusal?.kind, let failures = error.refusal?.failures else { throw error }
            throw InvalidInput(failures)
        }
    }

    /// Gives an app of an account another name.
    ///
    /// - Returns: whether it is there.
    /// - Throws: `DocumentError` for a name that breaks the rules; `MongoError`.
    @discardableResult
    public func rename(_ id: String, to name: String, of account: User.ID) async throws -> Bool {
        let key = account.keyText
        return try await documents.update({ $0.id == id && $0.account == key }) { [$0.name.set(name)] } > 0
    }

    /// Takes an app from an account.
    ///
    /// - Returns: whether it was there.
    /// - Throws: `MongoError`.
    @discardableResult
    public func remove(_ id: String, from account: User.ID) async throws -> Bool {
        let key = account.keyText
        return try await documents.delete { $0.id == id && $0.account == key } > 0
    }

    /// Takes all apps from an account.
    ///
    /// - Throws: `MongoError`.
    public func remove(from account: User.ID) async throws {
        let key = account.keyText
        _ = try await documents.delete { $0.account == key }
    }

    /// Takes a code that an app of the account shows now, once: of many callers with the same code one is let in (TO2).
    ///
    /// - Parameter shown: the code under `code`.
    /// - Throws: `MongoError`.
    public func check(_ shown: Credentials, of user: User) async throws -> [AuthenticationMethod] {
        guard let id = user.id, let typed = shown["code"] else { return [] }
        for app in try await apps(of: id) where try await use(typed, app) { return [.oneTimePassword] }
        return []
    }

    /// Whether a password is an app's, and of a step that counts: the write that notes the step decides, of many callers
    /// one wins (TO2).
    private func use(_ typed: String, _ app: AuthenticatorApp) async throws -> Bool {
        guard let id = app.id, let opened = box.open(app.secret, for: Self.owner(id, app.account)) else { return false }
        let (date, owner) = (now(), Self.owner(id, app.account))
        let password = OneTimePassword(secret: opened.secret)
        guard let step = password.matchingStep(typed, at: date) else { return false }
        let secret = opened.isOutdated ? try box.seal(opened.secret, for: owner) : app.secret
        return try await documents.update({ $0.id == id && $0.lastStep < step }) {
            [$0.lastStep.set(step), $0.lastUsed.set(date), $0.secret.set(secret)]
        } > 0
    }

    private static func owner(_ app: String, _ account: String) -> String { "app \(app) \(account)" }
}
