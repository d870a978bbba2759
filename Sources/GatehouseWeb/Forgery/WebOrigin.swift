/// A scheme, a host and a port, as in the header `Origin` and at the beginning of an address.
struct WebOrigin: Hashable {
    let scheme: String
    /// In lower case, without a dot at the end.
    let host: String
    /// The port that is reached, said or not.
    let port: Int

    /// The origin of a text that is one and nothing more, as `https://example.com:8443`; nil for others, such as `null`.
    init?(_ text: some StringProtocol) {
        guard let end = text.range(of: "://") else { return nil }
        let scheme = text[..<end.lowerBound].lowercased()
        guard let port = Self.usualPort(scheme) else { return nil }
        self.init(scheme: scheme, authority: String(text[end.upperBound...]), usualPort: port)
    }

    /// The origin of an authority, as the header `Host` has it, reached by a scheme.
    init?(scheme: String, authority: String) {
        guard let port = Self.usualPort(scheme) else { return nil }
        self.init(scheme: scheme, authority: authority, usualPort: port)
    }

    private init?(scheme: String, authority: String, usualPort: Int) {
        guard let (host, port) = HostName.parts(of: authority) else { return nil }
        self.scheme = scheme
        self.host = host
        self.port = port ?? usualPort
    }

    /// The origin of an address, as the header `Referer` has it; nil where it has none.
    init?(ofAddress address: String) {
        guard let scheme = address.range(of: "://") else { return nil }
        let rest = address[scheme.upperBound...]
        let end = rest.utf8.firstIndex { $0 == UInt8(ascii: "/") || $0 == UInt8(ascii: "?") || $0 == UInt8(ascii: "#") }
        self.init(address[..<(end ?? address.endIndex)])
    }

    private static func usualPort(_ scheme: String) -> Int? {
        switch scheme {
        case "https": 443
        case "http": 80
        default: nil
        }
    }

    /// Whether it is the site's own, by the host that a request names.
    ///
    /// - Parameter isHTTPS: whether the site is reached by HTTPS alone; else both schemes count.
    func isOwn(host authority: String?, isHTTPS: Bool) -> Bool {
        guard let authority, !isHTTPS || scheme == "https" else { return false }
        return WebOrigin(scheme: scheme, authority: authority) == self
    }
}

extension StringProtocol {
    /// The first place of an ASCII text.
    fileprivate func range(of text: StaticString) -> Range<Index>? {
        let wanted = UnsafeBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount)
        var start = utf8.startIndex
        while start < utf8.endIndex {
            if utf8[start...].starts(with: wanted) {
                return start..<utf8.index(start, offsetBy: wanted.count)
            }
            start = utf8.index(after: start)
        }
        return nil
    }
}
