import GatehouseDocuments
import GatehouseMail
import GatehouseWeb

/// The mail of a site that sends some: it waits in the site's database.
struct SiteMail: Sendable {
    let sender: MailSender
    let notifier: MailNotifier
    private let store: DocumentMailStore

    /// Nil where the site sends none.
    ///
    /// - Throws: ``OriginError``, and what the notifier throws.
    init?<User>(
        _ settings: GatehouseSettings, in database: DocumentDatabase, features: [FeatureParts<User>]
    ) throws {
        guard let mail = settings.mail else { return nil }
        guard settings.web.origin != nil else { throw OriginError.missing }
        store = DocumentMailStore(in: database, keys: settings.keys)
        sender = MailSender(mail.transport, store: store, limits: mail.limits)
        notifier = try MailNotifier(settings: settings.web, from: mail.from, sender: sender, features: features)
    }

    /// Makes the indexes of the mails that wait.
    func ensureIndexes() async throws -> [IndexReport] { [try await store.ensureIndexes()] }

    /// Sends what is left as far as a time allows, and ends the transport.
    func shutdown(within time: Duration) async {
        await notifier.finish(within: time)
        await sender.transport.shutdown()
    }
}
