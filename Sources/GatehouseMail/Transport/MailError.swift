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
        /// Whether it is the transport's, and would be the same with any other mail: mails wait until it is mended.
        public let isOfTransport: Bool

        /// A code of a transport of yours.
        ///
        /// - Parameters:
        ///   - name: a few words for the log, the same for all mails.
        ///   - isOfTransport: whether it would be the same with any other mail.
        public init(_ name: String, isTemporary: Bool, isOfTransport: Bool = false) {
            self.name = name
            self.isTemporary = isTemporary || isOfTransport
            self.isOfTransport = isOfTransport
        }

        /// The server will never take this mail.
        public static let refused = Code("refused", isTemporary: false)
        /// The server asks to try again later.
        public static let deferred = Code("deferred", isTemporary: true)
        /// The server takes no more mails for now.
        public static let tooMany = Code("too many", isTemporary: true, isOfTransport: true)
        /// No connection could be made, or it broke.
        public static let unreachable = Code("unreachable", isTemporary: true, isOfTransport: true)
        /// No answer in time. The mail may have been sent.
        public static let timeout = Code("timeout", isTemporary: true, isOfTransport: true)
        /// The server does not take the user name and password.
        public static let rejectedCredentials = Code("rejected credentials", isTemporary: true, isOfTransport: true)
        /// The connection could not be encrypted, or the certificate is not to be trusted. No mail was sent.
        public static let tls = Code("TLS", isTemporary: true, isOfTransport: true)
        /// The mail or an answer is not what the protocol allows.
        public static let malformed = Code("malformed", isTemporary: false)
        /// The mail could not be written to a file: the disk is full, or the folder is not ours.
        public static let storage = Code("storage", isTemporary: true, isOfTransport: true)
        /// The transport was shut down.
        public static let closed = Code("closed", isTemporary: true, isOfTransport: true)
        /// Anything else.
        public static let other = Code("other", isTemporary: false)

        /// The code in words.
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

    /// Whether it is the transport's, and would be the same with any other mail. What a server said of this mail is not.
    public var isOfTransport: Bool {
        guard code.isOfTransport else { return false }
        // A user name and password are refused with 535; all else from 500 on is said of the mail.
        return code == .rejectedCredentials || !(500..<600).contains(status ?? 0)
    }

    /// Whether the same mail may be taken later: what the server's answer says, else the code.
    public var isTemporary: Bool {
        if isOfTransport { return true }
        return switch status ?? 0 {
        case 400..<500: true
        case 500..<600: false
        default: code.isTemporary
        }
    }
}

extension MailError: CustomStringConvertible, CustomDebugStringConvertible {
    /// The code and the status; nothing that the server said.
    public var description: String {
        let number = status.map { " (status \($0))" } ?? ""
        return "mail: \(code)\(number)"
    }

    /// As ``description``, with what the server or the system said, which may hold an address.
    public var debugDescription: String { message.isEmpty ? description : "\(description): \(message)" }
}
