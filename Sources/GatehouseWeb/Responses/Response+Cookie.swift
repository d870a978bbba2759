import HTTPTypes
import Hummingbird

/// A cookie to set.
struct OutgoingCookie {
    let name: String
    let value: String
    /// Seconds; nil until the browser closes, 0 to remove it.
    let maxAge: Int?
    let isSecure: Bool
    var path = "/"
    var domain: String?
    var isHTTPOnly = true
    var sameSite: CookieOptions.SameSite? = .lax

    var header: String {
        var parts = ["\(name)=\(value)"]
        if let domain { parts.append("Domain=\(domain)") }
        if let maxAge { parts.append("Max-Age=\(maxAge)") }
        parts.append("Path=\(path)")
        if isHTTPOnly { parts.append("HttpOnly") }
        if let sameSite { parts.append("SameSite=\(sameSite.text)") }
        if isSecure { parts.append("Secure") }
        return parts.joined(separator: "; ")
    }
}

extension Response {
    mutating func set(_ cookie: OutgoingCookie) {
        headers.append(HTTPField(name: .setCookie, value: cookie.header))
    }

    /// Adds `Cookie` to the `Vary` header.
    mutating func varyOnCookie() {
        let values = headers[values: .vary]
        guard let first = values.first else {
            headers[.vary] = "Cookie"
            return
        }
        let names = values.count == 1 ? first : values.joined(separator: ", ")
        guard !names.lowercased().split(separator: ",").contains(where: { $0.drop { $0 == " " } == "cookie" }) else {
            return
        }
        headers[.vary] = names.isEmpty ? "Cookie" : "\(names), Cookie"
    }
}

extension Request {
    /// The value of the cookie of a name, compared byte by byte and not decoded. Of several the first counts, which
    /// browsers send for the most specific path.
    func cookieValue(_ name: String) -> Substring? {
        for header in headers[values: .cookie] {
            var rest = header.utf8[...]
            while true {
                let end = rest.firstIndex(of: UInt8(ascii: ";")) ?? rest.endIndex
                let pair = rest[..<end].drop { $0 == 0x20 || $0 == 0x09 }
                if pair.starts(with: name.utf8) {
                    let value = pair.dropFirst(name.utf8.count)
                    if value.first == UInt8(ascii: "=") { return Substring(value.dropFirst()) }
                }
                guard end < rest.endIndex else { break }
                rest = rest[rest.index(after: end)...]
            }
        }
        return nil
    }
}
