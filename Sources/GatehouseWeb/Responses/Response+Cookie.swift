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
        let names = headers[values: .vary].joined(separator: ", ")
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
            for pair in header.utf8.split(separator: UInt8(ascii: ";")) {
                let pair = pair.drop { $0 == 0x20 || $0 == 0x09 }
                guard let equals = pair.firstIndex(of: UInt8(ascii: "=")),
                    pair[..<equals].elementsEqual(name.utf8)
                else { continue }
                return Substring(pair[pair.index(after: equals)...])
            }
        }
        return nil
    }
}
