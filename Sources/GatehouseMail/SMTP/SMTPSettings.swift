/// How to reach a mail server.
///
/// Printed, it shows neither user name nor password.
public struct SMTPSettings: Sendable {
    /// How the connection is kept from eavesdroppers.
    public struct Security: Sendable, Hashable, CustomStringConvertible {
        let name: String
        /// Begins in the clear and is encrypted before the mail, or there is no mail. Port 587.
        public static let startTLS = Security(name: "STARTTLS")
        /// Encrypted from the first byte on. Port 465.
        public static let tls = Security(name: "TLS")
        /// In the clear, links in mails included. For a server on the same machine.
        public static let unprotectedNone = Security(name: "unprotected")

        /// The name, such as `STARTTLS`.
        public var description: String { name }

        /// The port for mails of programs. Source: RFC 8314, 3.3, and RFC 5321 for the last.
        var defaultPort: Int {
            switch self {
            case .startTLS: 587
            case .tls: 465
            default: 25
            }
        }
    }

    /// The name of the server, which its certificate must hold, or its number.
    public var host: String
    /// The port, 1 to 65535.
    public var port: Int
    /// How the connection is encrypted.
    public var security: Security
    /// Who we are to the server; nil when it takes mails from everybody it can reach.
    public var username: String?
    /// The password of the user.
    public var password: String?
    /// How long it may take until the server is ready for a mail.
    public var connectTimeout: Duration = .seconds(10)
    /// How long a mail may take in all.
    public var timeout: Duration = .seconds(30)
    /// A file of certificates (PEM) to trust instead of the system's.
    public var caFile: String?
    /// How we call ourselves when we say hello; nil for the name of the machine.
    public var localName: String?

    /// A server.
    ///
    /// - Parameter port: nil for the usual one: 587, 465 for TLS, 25 unprotected.
    public init(
        host: String, port: Int? = nil, security: Security = .startTLS, username: String? = nil, password: String? = nil
    ) {
        self.host = host
        self.port = port ?? security.defaultPort
        self.security = security
        self.username = username
        self.password = password
    }
}

extension SMTPSettings: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    /// Host, port and security, and whether there is a password; neither the user name nor the password.
    public var description: String {
        "SMTP to \(host):\(port), \(security)" + (username == nil ? "" : ", with a password")
    }

    /// The same as ``description``: debugging shows no password either.
    public var debugDescription: String { description }

    /// Host, port and security alone, so that `dump` and debuggers show no password.
    public var customMirror: Mirror {
        Mirror(self, children: ["host": host, "port": port, "security": security.name])
    }
}
