/// Proxies whose word on a client's address counts: a list of networks, as `10.0.0.0/8, 2001:db8::/32, 192.0.2.7`, and
/// `unix` for whoever connects through a socket of this machine.
///
/// Nobody by default: then the address at the other end of the connection is the client's, whatever headers say.
public struct TrustedProxies: Sendable, Hashable {
    private struct Network: Sendable, Hashable {
        let address: NetworkAddress
        let bits: Int

        init?(_ text: some StringProtocol) {
            let parts = text.split(separator: "/", omittingEmptySubsequences: false)
            guard (1...2).contains(parts.count), let address = NetworkAddress(parts[0]), !parts[0].contains("%") else {
                return nil
            }
            let all = address.bytes.count * 8
            guard parts.count == 2 else {
                (self.address, bits) = (address, all)
                return
            }
            guard let bits = Int(parts[1]), (0...all).contains(bits), String(bits) == parts[1] else { return nil }
            (self.address, self.bits) = (address, bits)
        }

        func contains(_ other: NetworkAddress) -> Bool {
            guard other.bytes.count == address.bytes.count else { return false }
            let whole = bits / 8
            guard other.bytes.prefix(whole) == address.bytes.prefix(whole) else { return false }
            guard bits % 8 > 0 else { return true }
            let mask = UInt8(truncatingIfNeeded: 0xFF00 >> (bits % 8))
            return other.bytes[whole] & mask == address.bytes[whole] & mask
        }
    }

    private let networks: [Network]
    /// Whether a connection without an address, as by a socket of this machine, is a proxy's.
    private let trustsSockets: Bool

    /// Nobody.
    public static let none = TrustedProxies(networks: [])

    private init(networks: [Network]) { (self.networks, trustsSockets) = (networks, false) }

    /// The networks of a list of texts in CIDR notation, or of single addresses; nil when one of them is neither.
    public init?(_ texts: [String]) {
        trustsSockets = texts.contains("unix")
        let addresses = texts.filter { $0 != "unix" }
        let networks = addresses.compactMap { Network($0) }
        guard networks.count == addresses.count else { return nil }
        self.networks = networks
    }

    /// Whether an address is a proxy's.
    public func contains(_ address: String?) -> Bool {
        guard let address else { return trustsSockets }
        guard let address = NetworkAddress(address) else { return false }
        return networks.contains { $0.contains(address) }
    }

    /// The client's address: that of the connection, or, while that is a proxy's, the one before it by the header
    /// `X-Forwarded-For`, read from the right. What stands left of the first address that is no proxy's is anybody's
    /// claim and does not count.
    ///
    /// - Parameters:
    ///   - peer: the address at the other end of the connection; nil when unknown.
    ///   - forwardedFor: the header's values, in order.
    /// - Returns: an address in its usual form; nil when the connection's is unknown.
    public func client(peer: String?, forwardedFor: [String]) -> String? {
        var rest = forwardedFor.flatMap { $0.split(separator: ",") }[...]
        var first = peer.flatMap { NetworkAddress($0) }
        if peer == nil, trustsSockets, let last = rest.popLast() {
            first = NetworkAddress(withPort: last.drop { $0 == " " }.prefix { $0 != " " && $0 != "\t" })
        }
        guard var current = first else { return peer }
        while networks.contains(where: { $0.contains(current) }), let last = rest.popLast() {
            let text = last.drop { $0 == " " || $0 == "\t" }
            let trimmed = text.prefix { $0 != " " && $0 != "\t" }
            // A proxy that does not tell the truth about its client ends the walk.
            guard let address = NetworkAddress(withPort: trimmed) else { break }
            current = address
        }
        return current.text
    }
}
