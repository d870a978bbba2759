public import Foundation
import GatehouseBase
import NIOPosix

/// Writes mails to files of a folder instead of sending them: for development, and for programs that send them later.
///
/// A file is named by its time, as `20261124T181252.123Z-9f86d081.eml`, can be opened by every mail program, and is seen
/// whole or not at all. Folder and files are for us alone, as links in mails are secret.
public struct FileOutbox: MailTransport {
    private let folder: String
    private let now: @Sendable () -> Date

    /// An outbox in a folder, which is made with the first mail.
    public init(folder: String, now: @escaping @Sendable () -> Date = { Date() }) {
        self.folder = folder
        self.now = now
    }

    /// The folder.
    public var location: String? { folder }

    /// Writes the mail.
    ///
    /// - Throws: ``MailError`` with code `storage`.
    public func send(_ message: MailMessage) async throws {
        let date = now()
        let bytes = message.encoded(id: message.id, date: date)
        let mark = Hexadecimal.text(RandomText.bytes(count: 4))
        let name = "\(MailDate(date).sortable)-\(mark).eml"
        let folder = folder
        try await NIOThreadPool.singleton.runIfActive {
            try OutboxFolder(path: folder).add(name, bytes)
        }
    }
}
