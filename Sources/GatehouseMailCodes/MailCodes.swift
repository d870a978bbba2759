public import GatehouseAuth
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
        parts.pages = MailSignInPages(store: store).pages
        parts.pagesWithMail = [.signInMail, .signInMailCode]
        parts.waysIn = [WayIn("Sign in with a code by email", .signInMail, template: "signin-mail-way")]
        parts.templates = MailCodeResources.templates
        parts.texts = MailCodeResources.texts
        // A code that waits is nothing to take away.
        parts.records = [
            AccountRecord("mail_codes", export: { _, _ in nil }, erase: { try await store.remove(from: $0) })
        ]
        return parts
    }
}
