import Logging

/// What the log may know of a failed attempt: never an address, a subject or a word of the mail.
struct MailFailure {
    let isTemporary: Bool
    /// Whether it is the transport's, and would be the same with any other mail.
    let isOfTransport: Bool
    let name: String
    private let status: Int?

    init(_ error: any Error) {
        switch error {
        case let error as MailError:
            (isTemporary, isOfTransport) = (error.isTemporary, error.isOfTransport)
            (name, status) = (error.code.description, error.status)
        default:
            // A mail too many attempts is better than a mail lost. The text of the error may tell too much.
            (isTemporary, isOfTransport, name, status) = (true, false, "\(type(of: error))", nil)
        }
    }

    /// The code, and what the server answered.
    var reason: String { status.map { "\(name) (status \($0))" } ?? name }

    func metadata(of mail: TakenMail) -> Logger.Metadata {
        var metadata = metadata
        metadata["mail"] = "\(mail.id)"
        metadata["attempt"] = "\(mail.attempt)"
        return metadata
    }

    var metadata: Logger.Metadata {
        var metadata: Logger.Metadata = ["code": "\(name)"]
        metadata["status"] = status.map { "\($0)" }
        return metadata
    }
}
