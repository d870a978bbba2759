public import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseForms
import GatehouseTemplates
public import GatehouseWeb

/// Passkeys (WebAuthn level 3): the whole sign-in with a fingerprint, a face or a PIN, and a second factor after a password.
///
/// ```swift
/// let gatehouse = try await Gatehouse(User.self, settings) { Passkeys() }
/// ```
///
/// Whoever adds one is asked for it after the password, or signs in by it alone. A site that does not name the feature has
/// nothing of it.
public struct Passkeys<User: Account>: Feature {
    /// `passkeys`, as settings name it.
    public let name = "passkeys"
    private let id: String?
    private let relatedOrigins: [String]

    /// The feature.
    ///
    /// - Parameters:
    ///   - id: the domain that passkeys are bound to for good, the site's host or one above it: `example.com` for
    ///     `https://accounts.example.com`. Nil for the host of `settings.web.origin`.
    ///   - relatedOrigins: other origins whose pages may use the site's passkeys, as `https://example.de`; browsers read
    ///     them at `/.well-known/webauthn` of the domain.
    public init(relyingParty id: String? = nil, relatedOrigins: [String] = []) {
        self.id = id
        self.relatedOrigins = relatedOrigins
    }

    /// The passkeys with their collections, pages, templates, texts, script and records.
    ///
    /// Where the site has no origin, or its host is an address of the network, passkeys cannot be added or used, and those
    /// that there are can be seen and removed.
    ///
    /// - Throws: `FeatureError` for an id or related origins that browsers would refuse.
    public func assemble(_ ground: FeatureGround<User>) throws -> FeatureParts<User> {
        let site = try RelyingParty(ground.settings, id: id, related: relatedOrigins)
        let store = PasskeyStore<User>(in: ground.database, now: ground.now)
        let tokens = SingleUseTokens(in: ground.database, now: ground.now)
        let ceremonies = site.map {
            PasskeyCeremonies(store: store, challenges: PasskeyChallenges(tokens: tokens), site: $0)
        }
        var parts = FeatureParts<User>()
        parts.add(store.documents)
        parts.add(store.owners)
        parts.templates = PasskeyResources.templates
        parts.texts = PasskeyResources.texts
        parts.files = ["passkeys": PasskeyResources.script]
        parts.factors = [PasskeyFactor(store: store, ceremonies: ceremonies).form]
        let list = PasskeyListPages(store: store)
        parts.pages = list.pages
        parts.securitySections = [list.section]
        if let ceremonies { add(ceremonies, to: &parts) }
        parts.records = [Self.record(store)]
        parts.commands = [
            FeatureCommand("passkeys", summary: "How many passkeys there are") { _, _ in
                "\(try await store.documents.count()) passkeys of \(try await store.owners.count()) accounts"
            }
        ]
        return parts
    }

    /// What needs to know what browsers call the site.
    private func add(_ ceremonies: PasskeyCeremonies<User>, to parts: inout FeatureParts<User>) {
        parts.pages += AddPasskeyPages(ceremonies: ceremonies).pages + PasskeySignInPages(ceremonies: ceremonies).pages
        if !relatedOrigins.isEmpty {
            parts.pages.append(RelatedOriginsPage<User>(origins: ceremonies.site.origins).page)
        }
        parts.signUpWays = [PasskeySignUp(ceremonies: ceremonies).way]
        parts.waysIn = [WayIn("Sign in with a passkey", .signInPasskey, template: "signin-passkey-way")]
    }

    private static func record(_ store: PasskeyStore<User>) -> AccountRecord<User> {
        AccountRecord("passkeys") { _, id in
            let passkeys = try await store.passkeys(of: id)
            // A nil behind a question mark would be a null of BSON.
            guard !passkeys.isEmpty else { return nil }
            return try PasskeyExport.value(passkeys)
        } erase: { id in
            try await store.remove(from: id)
        }
    }
}
