public import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseForms
import GatehouseTemplates
public import GatehouseWeb

/// Codes by mail: signing in with a code of six digits, or a link, that is mailed to the account's address.
///
/// ```swift
/// let gatehouse = try await Gatehouse(User.self, settings) { MailCodes() }
/// ```
///
/// Whoever reads the mailbox gets in, as with a password reset; an account with a second factor is asked for it. A site that
/// does not name the feature has nothing of it, and one that sends no mail has no page of it.
public struct MailCodes<User: Account>: Feature {
    /// `mail-codes`, as settings name it.
    public let name = "mail-codes"

    /// The feature.
    public init() {}

    /// The pages with their collection, templates and texts.
    ///
    /// - Throws: `FeatureError` for accounts that do not note whether their address was confirmed: the site could not tell
    ///   an account of somebody else's making (MC3).
    public func assemble(_ ground: FeatureGround<User>) throws -> FeatureParts<User> {
        guard AccountLifecycle<User>.notesAddresses else {
            throw FeatureError("MailCodes needs a field email_verified_date with a date in \(User.self)")
        }
        let store = MailCodeStore<User>(in: ground.database, keys: ground.keys, now: ground.now)
        var parts = FeatureParts<User>()
        parts.add(store.documents)
        let factor = MailFactor<User>(in: ground.database, codes: store, now: ground.now)
        parts.add(factor.rows)
        parts.factors = [factor.form]
        let factorPages = MailFactorPages(factor: factor)
        parts.pages = MailSignInPages(store: store, factor: factor).pages + factorPages.pages
        parts.securitySections = [factorPages.section]
        parts.pagesWithMail = [.signInMail, .signInMailCode, .mailFactor]
        parts.waysIn = [WayIn("Sign in with a code by email", .signInMail, template: "signin-mail-way")]
        parts.templates = MailCodeResources.templates
        parts.texts = MailCodeResources.texts
        // A code that waits is nothing to take away.
        parts.records = [
            AccountRecord("mail_codes", export: { _, _ in nil }, erase: { try await store.remove(from: $0) }),
            Self.record(factor),
        ]
        return parts
    }

    private static func record(_ factor: MailFactor<User>) -> AccountRecord<User> {
        AccountRecord("mail_factor") { _, id in
            guard let row = try await factor.rows.find(id.keyText), let added = row.added else { return nil }
            var members: [(String, BSONValue)] = [("added", try added.bsonValue())]
            if let used = row.lastUsed { members.append(("last_used", try used.bsonValue())) }
            return .document(BSONDocument(members))
        } erase: { id in
            try await factor.forget(id)
        }
    }
}
