import GatehouseBase
import NIOHTTP1

/// What is refused of a request's head before anybody looks at it, and what it becomes.
///
/// Where two readers could take a message in two ways it is refused: what a proxy takes for one request must not be two
/// here (RFC 9112, section 11.2).
struct RequestHeadCheck: Sendable {
    /// In bytes.
    let maximumTargetSize: Int
    /// What is taken away from the beginning of paths that have it.
    var pathPrefix = ""

    /// A head that is handed on.
    struct Taken: Equatable {
        /// The head; its `Host` is the authority that was asked for.
        var head: HTTPRequestHead
        /// Whether nothing may follow on the connection.
        var isLast: Bool
        /// Whether the client waits for 100 before it sends the body.
        var expectsContinue: Bool
    }

    enum Verdict: Equatable {
        case taken(Taken)
        case refused(HTTPResponseStatus)
    }

    func verdict(on head: HTTPRequestHead) -> Verdict {
        guard head.uri.utf8.count <= maximumTargetSize else { return .refused(.uriTooLong) }
        // A tunnel is nothing that any page could be.
        guard head.method != .CONNECT else { return .refused(.notImplemented) }
        let isOld = head.version.isWithoutChunks
        guard isFramed(head.headers, isOld: isOld), var taken = withAuthority(head, isOld: isOld) else {
            return .refused(.badRequest)
        }
        if !isOld, head.headers.contains(name: "expect") {
            guard head.headers["expect"].count == 1, equals(head.headers["expect"][0], "100-continue") else {
                return .refused(.expectationFailed)
            }
            taken.expectsContinue = true
        }
        if !pathPrefix.isEmpty, PagePaths.isBelow(taken.head.uri, pathPrefix) {
            let rest = taken.head.uri.utf8.dropFirst(pathPrefix.utf8.count)
            taken.head.uri = (rest.first == UInt8(ascii: "/") ? "" : "/") + String(Substring(rest))
        }
        return .taken(taken)
    }

    /// `Transfer-Encoding` must be one `chunked`, and none of HTTP/1.0, which does not know it (RFC 9112, section 6.1).
    private func isFramed(_ headers: HTTPHeaders, isOld: Bool) -> Bool {
        let codings = headers["transfer-encoding"]
        guard !codings.isEmpty else { return headers["content-length"].count <= 1 }
        return !isOld && codings.count == 1 && equals(codings[0], "chunked")
            && !headers.contains(name: "content-length")
    }

    /// One `Host`, or none for HTTP/1.0; an authority in the target goes before it (RFC 9112, section 3.2).
    private func withAuthority(_ head: HTTPRequestHead, isOld: Bool) -> Taken? {
        let hosts = head.headers["host"]
        guard hosts.count == 1 || (isOld && hosts.isEmpty) else { return nil }
        if let host = hosts.first, !host.isEmpty, HostName.host(of: host) == nil { return nil }
        // What follows an upgrade is not HTTP, whether somebody answers it or not.
        let isLast = isOld || !head.isKeepAlive || head.headers.contains(name: "upgrade")
        var taken = Taken(head: head, isLast: isLast, expectsContinue: false)
        if head.uri.utf8.first == UInt8(ascii: "/") { return taken }
        if head.uri == "*" { return head.method == .OPTIONS ? taken : nil }
        guard let target = AbsoluteTarget(head.uri) else { return nil }
        taken.head.uri = target.path
        taken.head.headers.replaceOrAdd(name: "Host", value: target.authority)
        return taken
    }

    private func equals(_ text: String, _ lower: String) -> Bool {
        text.utf8.count == lower.utf8.count
            && zip(text.utf8, lower.utf8).allSatisfy { $0.lowercased == $1 }
    }
}

/// A target with a scheme and an authority: `http://accounts.example.com/signin/`.
struct AbsoluteTarget: Equatable {
    let authority: String
    /// The path and the query, with a slash at the beginning.
    let path: String

    /// Nil for a text that is none, and for one with a user's name, which no HTTP address has (RFC 9110, section 4.2.4).
    init?(_ text: String) {
        let lower = text.prefix(8).lowercased()
        guard let scheme = ["http://", "https://"].first(where: { lower.hasPrefix($0) }) else { return nil }
        let rest = text.dropFirst(scheme.count)
        let end = rest.firstIndex { "/?#".contains($0) } ?? rest.endIndex
        authority = String(rest[..<end])
        guard HostName.host(of: authority) != nil else { return nil }
        let path = rest[end...]
        self.path = path.hasPrefix("/") ? String(path) : "/" + path
    }
}

extension HTTPVersion {
    /// HTTP/1.0: no chunks, no 100, and no `Host` that must be there.
    var isWithoutChunks: Bool { major == 1 && minor == 0 }
}
