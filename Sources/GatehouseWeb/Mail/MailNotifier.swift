public import GatehouseAuth
public import GatehouseMail
import GatehouseTemplates
import Logging

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Tells the owners of accounts by mail what happens to them, in their language.
///
/// What a stranger can ask for is put into a queue of a bounded length and written beside the request, so that a request
/// takes as long with a mail as without one, and with a mail server that stalls as with one that does not (E4). News of
/// what was done to an account is stored before the answer, so that not even a process that is killed forgets it.
public final class MailNotifier: AccountNotifier {
    private let writer: MailWriter
    private let sender: MailSender
    private let queue: AsyncStream<AccountNotice>.Continuation
    private let worker: Task<Void, Never>
    private let logger: Logger

    /// A notifier whose mails look as a site's pages do.
    ///
    /// - Parameter features: what the site's own features bring: their templates and texts are the mails', too.
    /// - Throws: `TemplateError`, `TextCatalogError`; ``FeatureError`` where two features bring the same.
    public convenience init<User: Account>(
        settings: WebSettings, from: MailAddress, sender: MailSender, features: [FeatureParts<User>]
    ) throws {
        let look = try FeatureLook(
            StandardFeatures.around(features, settings), builtIn: BuiltInTemplates.all, paths: settings.pages)
        let renderer = try PageRenderer(settings: settings, pages: [], look: look)
        self.init(writer: MailWriter(renderer: renderer, from: from), sender: sender)
    }

    init(writer: MailWriter, sender: MailSender, logger: Logger = Logger(label: "gatehouse.mail")) {
        self.writer = writer
        self.sender = sender
        self.logger = logger
        let (notices, queue) = AsyncStream.makeStream(of: AccountNotice.self, bufferingPolicy: .bufferingOldest(1000))
        self.queue = queue
        worker = Task {
            for await notice in notices {
                guard let message = Self.message(notice, writer, logger) else { continue }
                _ = sender.enqueue(message, until: notice.linkEnd)
            }
        }
    }

    /// Takes a notice on. News of what was done to an account is stored before this returns; what a stranger can ask for
    /// is written and sent beside the request.
    public func notify(_ notice: AccountNotice) async {
        if notice.kind.tellsItsOwner || notice.words?.isNews == true {
            guard let message = Self.message(notice, writer, logger) else { return }
            return await sender.deliver(message)
        }
        guard case .dropped = queue.yield(notice) else { return }
        logger.error("A mail is not written: too many wait", metadata: ["kind": "\(notice.kind)"])
    }

    private static func message(_ notice: AccountNotice, _ writer: MailWriter, _ logger: Logger) -> MailMessage? {
        do {
            return try writer.message(for: notice)
        } catch {
            logger.error("A mail could not be written", metadata: ["kind": "\(notice.kind)", "error": "\(error)"])
            return nil
        }
    }

    /// Writes what is in the queue, sends it as far as a time allows, and takes nothing more.
    public func finish(within time: Duration = .seconds(5)) async {
        queue.finish()
        await worker.value
        await sender.finish(within: time)
    }
}

extension AccountNotice.Kind {
    /// Whether only the account's owner, who is known, or an operator can bring it about: then how long the answer takes
    /// tells nobody anything.
    fileprivate var tellsItsOwner: Bool {
        [.passwordChanged, .emailChanged, .securityChanged, .deletionScheduled, .deleted].contains(self)
    }
}

extension AccountNotice {
    /// When its link ends, and the mail is of no use any more.
    fileprivate var linkEnd: Date? { token == nil ? nil : date }
}
