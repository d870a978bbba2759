import Logging

/// What the log may know of a failed attempt: never an address, a subject or a word of the mail.
struct MailFailure {
    let isTemporary: Bool
    private let name: String
    private let status: Int?

    init(_ error: any Error) {
        switch error {
        case let error as MailError:
            (isTemporary, name, status) = (error.isTemporary, error.code.description, error.status)
        case is CancellationError:
            (isTemporary, name, status) = (false, "cancelled", nil)
        default:
            // A mail too many attempts is better than a mail lost. The text of the error may tell too much.
            (isTemporary, name, status) = (true, "\(type(of: error))", nil)
        }
    }

    func metadata(of mail: MailQueueState.Mail) -> Logger.Metadata {
        var metadata: Logger.Metadata = [
            "mail": "\(mail.message.id)", "attempt": "\(mail.attempt)", "code": "\(name)",
        ]
        metadata["status"] = status.map { "\($0)" }
        return metadata
    }
}
