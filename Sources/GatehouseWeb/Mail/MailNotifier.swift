public import GatehouseAuth
public import GatehouseMail
import GatehouseTemplates
import Logging
import Synchronization

/// Tells the owners of accounts by mail what happens to them, in their language.
///
/// What is to be told is put into a queue of a bounded length and written beside the request, so that a request takes
/// as long with a mail as without one, and with a mail server that stalls as with one that does not (E4).
public final class MailNotifier: AccountNotifier {
    private let writer: MailWriter
    private let sender: MailSender
    private let queue: AsyncStream<AccountNotice>.Continuation
    private let worker: Task<Void, Never>
    private let logger: Logger

    /// - Throws: `TemplateError`, `TextCatalogError`.
    public convenience init(settings: WebSettings, from: MailAddress, sender: MailSender) throws {
        let renderer = try PageRenderer(settings: settings, pages: [], look: FeatureLook())
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
                do {
                    if let message = try writer.message(for: notice) { _ = sender.enqueue(message) }
                } catch {
                    logger.error(
                        "A mail could not be written", metadata: ["kind": "\(notice.kind)", "error": "\(error)"])
                }
            }
        }
    }

    public func notify(_ notice: AccountNotice) async {
        guard case .dropped = queue.yield(notice) else { return }
        logger.error("A mail is not written: too many wait", metadata: ["kind": "\(notice.kind)"])
    }

    /// Writes what is in the queue, sends it as far as a time allows, and takes nothing more.
    public func finish(within time: Duration = .seconds(5)) async {
        queue.finish()
        await worker.value
        await sender.drain(for: time)
    }
}
