/// A server that was tried and would not do, and why.
public struct UnreachableServer: Sendable, Hashable, CustomStringConvertible {
    /// Why a server would not do. Open-ended: later versions may add causes.
    public struct Cause: Sendable, Hashable, CustomStringConvertible {
        /// What it is, as the end of a sentence about the server.
        public let description: String
        /// Nothing listens there.
        public static let refused = Cause(description: "refuses connections")
        /// There is no host of this name.
        public static let unknownHost = Cause(description: "is an unknown host")
        /// It belongs to another replica set than the one that was named, or to none.
        public static let notInSet = Cause(description: "is not in the replica set that is named")
        /// The set has no primary now.
        public static let noPrimary = Cause(description: "belongs to a set that has no primary now")
        /// No encrypted connection could be made.
        public static let tls = Cause(description: "and we cannot agree on TLS")
        /// It closed the connection at once, as a server does that wants TLS.
        public static let closed = Cause(
            description: "closes the connection at once, as a server does that wants TLS (tls=true)")
        /// It does not answer.
        public static let silent = Cause(description: "does not answer")
    }

    /// Its host and port, as the connection string or the set names it.
    public let host: String
    /// Why it would not do.
    public let cause: Cause
    /// What TLS says; nil where it is not TLS.
    public let detail: String?

    /// The server, why it would not do, and what TLS says.
    public var description: String { "\(host) \(cause)" + (detail.map { ": \($0)" } ?? "") }

    /// The servers of libmongoc's words: `… [connection refused calling hello on '127.0.0.1:27017'] …`.
    static func all(in message: String) -> [UnreachableServer] {
        var servers: [UnreachableServer] = []
        for part in message.split(separator: "[").dropFirst() {
            let pieces = part.split(separator: "'", omittingEmptySubsequences: false)
            guard pieces.count >= 3 else { continue }
            let host = String(pieces[pieces.count - 2])
            let words = pieces[0].split(separator: " calling hello on ").first.map(String.init) ?? ""
            let server = UnreachableServer(
                host: host, cause: cause(words), detail: words.hasPrefix(tlsWords) ? detail(words) : nil)
            if !servers.contains(server) { servers.append(server) }
        }
        return servers
    }

    private static let tlsWords = "TLS handshake failed"

    private static func detail(_ words: String) -> String? {
        let text = words.dropFirst(tlsWords.count).drop { $0 == ":" || $0 == " " }
        return text.isEmpty ? nil : String(text)
    }

    private static func cause(_ words: String) -> Cause {
        switch words {
        case "connection refused": .refused
        case "connection closed": .closed
        case "not in the replica set": .notInSet
        case "no primary": .noPrimary
        case _ where words.hasPrefix(tlsWords): .tls
        case _ where words.hasPrefix("Failed to resolve"): .unknownHost
        default: .silent
        }
    }
}
