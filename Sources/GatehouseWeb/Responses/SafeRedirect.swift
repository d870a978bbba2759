import HTTPTypes
import Hummingbird

/// Redirects that stay on the site.
enum SafeRedirect {
    /// The longest address that is followed. Source: Django, MAX_URL_LENGTH.
    static let maximumLength = 2048

    /// The path asked for where it is on this site, else the fallback.
    static func path(_ wanted: String?, else fallback: String) -> String {
        guard let wanted, isOwnPath(wanted) else { return fallback }
        return wanted
    }

    /// Whether a text is a path of this site: one slash, then neither slash nor backslash, and printable ASCII only.
    private static func isOwnPath(_ text: String) -> Bool {
        let bytes = Array(text.utf8)
        guard bytes.count <= maximumLength, bytes.first == UInt8(ascii: "/") else { return false }
        if bytes.count > 1, [UInt8(ascii: "/"), UInt8(ascii: "\\")].contains(bytes[1]) { return false }
        return bytes.allSatisfy { (0x21...0x7E).contains($0) && $0 != UInt8(ascii: "\\") }
    }

    static func response(to path: String) -> Response {
        Response(status: .found, headers: [.location: path, .cacheControl: "no-store"])
    }
}
