public import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import GatehouseTemplates
public import GatehouseWeb

/// Second factors: authenticator apps, and recovery codes for who has lost them.
///
/// ```swift
/// let gatehouse = try await Gatehouse(User.self, settings) { SecondFactors() }
/// let strict = try await Gatehouse(User.self, settings) { SecondFactors(requiredFor: { $0.isStaff }) }
/// ```
///
/// Whoever adds an app is asked for its codes at sign-in from then on. A site that does not name the feature has nothing of
/// it, and an account without an app costs one look-up at sign-in.
public struct SecondFactors<User: Account>: Feature {
    /// `factors`, as settings name it.
    public let name = "factors"
    private let isRequired: (@Sendable (User) -> Bool)?

    /// The feature.
    ///
    /// - Parameter isRequired: which accounts must have a second factor: who has none adds an app before being signed in. Nil
    ///   for nobody.
    public init(requiredFor isRequired: (@Sendable (User) -> Bool)? = nil) { self.isRequired = isRequired }

    /// The factors with their collections, pages, templates, texts and records, and the step that asks for an app where
    /// one is
    /// required.
    ///
    /// - Throws: `FeatureError` where a factor is required and the page to add an app is off.
    public func assemble(_ ground: FeatureGround<User>) throws -> FeatureParts<User> {
        let apps = AuthenticatorApps<User>(in: ground.database, keys: ground.keys, now: ground.now)
        let codes = RecoveryCodes<User>(in: ground.database, now: ground.now)
        var parts = FeatureParts<User>()
        parts.add(apps.documents)
        parts.add(codes.sets)
        parts.factors = [Self.form(apps), Self.form(codes)]
        let appPages = AppPages(apps: apps, codes: codes, siteName: ground.settings.siteName)
        parts.pages = appPages.pages + RecoveryCodePages(codes: codes).pages
        parts.templates = FactorResources.templates
        parts.texts = FactorResources.texts
        parts.securitySections = [appPages.section, RecoveryCodePages(codes: codes).section]
        parts.records = [Self.record(apps), Self.record(codes)]
        parts.commands = [
            FeatureCommand("factors", summary: "How many authenticator apps and sets of recovery codes there are") {
                _, _ in
                let (apps, codes) = (try await apps.documents.count(), try await codes.sets.count())
                return "\(apps) authenticator apps, \(codes) sets of recovery codes"
            }
        ]
        if let isRequired {
            guard let path = ground.settings.pages[.appNew] else {
                throw FeatureError("SecondFactors(requiredFor:) needs the page .appNew, which is off")
            }
            parts.steps = [AddFactorStep(path: path, apps: apps, isRequired: isRequired)]
        }
        return parts
    }

    private static func form(_ apps: AuthenticatorApps<User>) -> FactorForm<User> {
        FactorForm(
            apps, title: "Use an authenticator app",
            help: "Open your authenticator app and enter the six digits that it shows for this site.",
            fields: [FormField.factorCode])
    }

    private static func form(_ codes: RecoveryCodes<User>) -> FactorForm<User> {
        var field = FormField("code", label: "Recovery code")
        field.maximumLength = 64
        field.autocomplete = "off"
        return FactorForm(
            codes, title: "Use a recovery code", help: "Enter one of your recovery codes. Each counts once.",
            fields: [field],
            used: { context, user in
                try await context.tell(.recoveryCodeUsed, FactorTexts.mailCodeUsed, of: user)
            })
    }

    private static func record(_ apps: AuthenticatorApps<User>) -> AccountRecord<User> {
        AccountRecord("authenticator_apps") { _, id in
            let apps = try await apps.apps(of: id)
            // A nil behind a question mark would be a null of BSON.
            guard !apps.isEmpty else { return nil }
            return try FactorExport.apps(apps)
        } erase: { id in
            try await apps.remove(from: id)
        }
    }

    private static func record(_ codes: RecoveryCodes<User>) -> AccountRecord<User> {
        AccountRecord("recovery_codes") { _, id in
            try await codes.left(of: id).map { try FactorExport.codes($0.count, made: $0.made) }
        } erase: { id in
            try await codes.remove(from: id)
        }
    }
}

/// That an account which must have a second factor and has none adds an app.
struct AddFactorStep<User: Account>: GateStep {
    let name = "add-factor"
    let path: String
    let apps: AuthenticatorApps<User>
    let isRequired: @Sendable (User) -> Bool

    func isDue(for proof: Proof<User>) async throws -> Bool {
        guard isRequired(proof.user), proof.level < 2, let id = proof.user.id else { return false }
        return try await !apps.isSetUp(for: id)
    }
}

extension FormField {
    /// Six digits of an app.
    static var factorCode: FormField {
        var field = FormField("code", label: "Code of the app")
        field.autocomplete = "one-time-code"
        field.maximumLength = 16
        field.attributes = [.init("inputmode", "numeric")]
        return field
    }
}
