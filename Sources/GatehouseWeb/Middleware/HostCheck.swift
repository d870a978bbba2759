import GatehouseMessages
import HTTPTypes
import Hummingbird
import Synchronization

/// Refuses requests for hosts that are not the site's.
struct HostCheck: Sendable {
    /// The hosts, in lower case; one that begins with a dot means its subdomains, too. Nil for all.
    private let allowed: [String]?
    /// Values of the header that were found good: browsers send few.
    private let known = KnownHosts()

    init(allowed: [String]?) { self.allowed = allowed }

    /// - Throws: 400 for a host that is not the site's.
    func check(_ request: Request) throws {
        guard let allowed, !isAllowed(request.head.authority ?? "", allowed) else { return }
        throw PageRefusal(.invalid, PageTexts.unknownHost)
    }

    private func isAllowed(_ authority: String, _ allowed: [String]) -> Bool {
        if known.contains(authority) { return true }
        guard let host = HostName.host(of: authority), allowed.contains(where: { Self.matches(host, $0) }) else {
            return false
        }
        known.insert(authority)
        return true
    }

    private static func matches(_ host: String, _ pattern: String) -> Bool {
        guard pattern.hasPrefix(".") else { return host == pattern }
        return host.hasSuffix(pattern) || host == pattern.dropFirst()
    }
}

/// Values of a header that were found good, up to a number: with subdomains anybody can make more.
private final class KnownHosts: Sendable {
    private let known = Mutex<Set<String>>([])
    private static let maximumCount = 256

    func contains(_ authority: String) -> Bool { known.withLock { $0.contains(authority) } }
    func insert(_ authority: String) {
        known.withLock { if $0.count < Self.maximumCount { $0.insert(authority) } }
    }
}
