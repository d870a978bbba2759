/// Why a mail was not sent.
///
/// `description` is safe to show and to log: it holds no address and no word of the mail. `String(reflecting:)` adds the
/// words of the server, which may.
public struct MailError: Error, Sendable {
    /// The kind of failure. Open-ended: later versions may add codes, and so may you.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        let name: String
        /// Whether the same mail may be taken later.
        public let isTemporary: Bool

        /// A code of a transport of yours.
        ///
        /// - Parameter name: a few words for the log, the same for all mails.
        public init(_ name: String, isTemporary: Bool) {
            self.name = name
            self.isTemporary = isTemporary
        }

        /// The server will never take this mail.
        public static let refused = Code("refused", isTemporary: false)
        /// The server asks to try again later.
        public static let deferred = Code("deferred", isTemporary: true)
        /// The server takes no more mails for now.
        public static let tooMany = Code("too many", isTemporary: true)
        /// No connection could be made, or it broke.
        public static let unreachable = Code("unreachable", isTemporary: true)
        /// No answer in time. The mail may have been sent.
        public static let timeout = Code("timeout", isTemporary: true)
        /// The server does not take the user name and password.
        public static let rejectedCredentials = Code("rejected credentials", isTemporary: false)
        /// The connection could not be encrypted, or the certificate is not to be trusted. No mail was sent.
        public static let tls = Code("TLS", isTemporary: false)
        /// The mail or an answer is not what the protocol allows.
        public static let malformed = Code("malformed", isTemporary: false)
        /// The mail could not be written to a file.
        public static let storage = Code("storage", isTemporary: false)
        /// The transport was shut down.
        public static let closed = Code("closed", isTemporary: false)
        /// Anything else.
        public static let other = Code("other", isTemporary: false)

        public var description: String { name }
    }

    /// The kind of failure.
    public let code: Code
    /// The server's answer in three digits, where it gave one. Source: RFC 5321, 4.2.
    public let status: Int?
    /// The words of the server or the system; may hold addresses.
    let message: String

    /// A failure.
    ///
    /// - Parameter message: shown by `String(reflecting:)` only.
    public init(_ code: Code, status: Int? = nil, message: String = "") {
        self.code = code
        self.status = status
        self.message = message
    }

    /// Whether the same mail may be taken later: what the server's answer says, else the code.
    public var isTemporary: Bool {
        switch status ?? 0 {
        case 400..<500: true
        case 500..<600: false
        default: code.isTemporary
        }
    }
}

extension MailError: CustomStringConvertible, CustomDebugStringConvertible {
    public var description: String {
        let number = status.map { " (status \($0))" } ?? ""
        return "mail: \(code)\(number)"
    }

    public var debugDescription: String { message.isEmpty ? description : "\(description): \(message)" }
}
