import HTTPTypes
public import Hummingbird
import Synchronization

/// Refuses requests for hosts that are not the site's.
public struct HostMiddleware<Context: RequestContext>: RouterMiddleware {
    /// The hosts, in lower case; one that begins with a dot means its subdomains, too. Nil for all.
    private let allowed: [String]?
    /// Values of the header that were found good: browsers send few.
    private let known = KnownHosts()

    init(allowed: [String]?) { self.allowed = allowed }

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        if let allowed, !isAllowed(request.head.authority ?? "", allowed) {
            throw HTTPError(.badRequest, message: "This site is not served under this name.")
        }
        return try await next(request, context)
    }

    private func isAllowed(_ authority: String, _ allowed: [String]) -> Bool {
        if known.contains(authority) { return true }
        guard let host = Self.host(authority), allowed.contains(where: { Self.matches(host, $0) }) else { return false }
        known.insert(authority)
        return true
    }

    /// The host of `host:port`, in lower case, without the dot at the end; nil when it is none.
    static func host(_ authority: String) -> String? {
        let bytes = Array(authority.utf8)
        guard !bytes.isEmpty, bytes.count <= 255 + 6 else { return nil }
        let host: ArraySlice<UInt8>
        let port: ArraySlice<UInt8>
        if bytes[0] == UInt8(ascii: "[") {
            guard let close = bytes.firstIndex(of: UInt8(ascii: "]")) else { return nil }
            (host, port) = (bytes[...close], bytes[(close + 1)...])
        } else {
            let colon = bytes.firstIndex(of: UInt8(ascii: ":")) ?? bytes.endIndex
            (host, port) = (bytes[..<colon], bytes[colon...])
        }
        let isPort =
            port.isEmpty
            || (port.first == UInt8(ascii: ":") && port.dropFirst().allSatisfy { (0x30...0x39).contains($0) })
        guard isPort, !host.isEmpty, host.allSatisfy(isHostByte) else { return nil }
        let text = String(decoding: host, as: UTF8.self).lowercased()
        return text.hasSuffix(".") ? String(text.dropLast()) : text
    }

    private static func isHostByte(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: ":"):
            true
        default: false
        }
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
