#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// An IP address as bytes: 4, or 16. An IPv4 address in IPv6's clothes is the IPv4 address.
package struct NetworkAddress: Sendable, Hashable {
    let bytes: [UInt8]

    private static let mappedPrefix: [UInt8] = Array(repeating: 0, count: 10) + [0xFF, 0xFF]

    /// The address of a text as `192.0.2.7`, `2001:db8::1` or `fe80::1%eth0`, or nil when it is none.
    init?(_ text: some StringProtocol) {
        let bare = String(text.prefix { $0 != "%" })
        guard bare.utf8.count <= 45, !bare.utf8.contains(0) else { return nil }
        var four = in_addr()
        if inet_pton(AF_INET, bare, &four) == 1 {
            bytes = withUnsafeBytes(of: four) { Array($0) }
            return
        }
        var six = in6_addr()
        guard inet_pton(AF_INET6, bare, &six) == 1 else { return nil }
        let all = withUnsafeBytes(of: six) { Array($0) }
        bytes = all.starts(with: Self.mappedPrefix) ? Array(all.dropFirst(12)) : all
    }

    /// The address of a text that may have a port: `192.0.2.7:4711`, `[2001:db8::1]:4711`.
    init?(withPort text: some StringProtocol) {
        if let address = NetworkAddress(text) {
            self = address
        } else if text.hasPrefix("["), let end = text.firstIndex(of: "]") {
            self.init(text[text.index(after: text.startIndex)..<end])
        } else if let colon = text.lastIndex(of: ":") {
            self.init(text[..<colon])
        } else {
            return nil
        }
    }

    /// In its usual form: the shortest, in lower case.
    var text: String {
        var buffer = [CChar](repeating: 0, count: 46)
        let family = bytes.count == 4 ? AF_INET : AF_INET6
        guard inet_ntop(family, bytes, &buffer, socklen_t(buffer.count)) != nil else { return "" }
        return String(decoding: buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }

    /// What one customer of a network has: an IPv4 address, or the first 64 bits of an IPv6 one.
    var subscriber: String {
        if bytes.count == 4 { return text }
        var copy = self
        copy = NetworkAddress(bytes: Array(bytes.prefix(8)) + Array(repeating: 0, count: 8))
        return copy.text + "/64"
    }

    private init(bytes: [UInt8]) { self.bytes = bytes }

    /// The part of a text's address that limits go by; unknown addresses share one.
    package static func throttled(_ text: String?) -> String {
        text.flatMap { NetworkAddress($0) }?.subscriber ?? "unknown"
    }
}
