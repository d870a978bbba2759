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

    /// What a page depends on that is about its visitor.
    static let variesOnVisitor = ["Accept", "Accept-Language", "Cookie"].joined(separator: ", ")

    /// Adds `Cookie` to the `Vary` header.
    mutating func varyOnCookie() {
        guard headers.value(.vary) != Self.variesOnVisitor else { return }
        let values = headers[values: .vary]
        guard let first = values.first else {
            headers[.vary] = "Cookie"
            return
        }
        guard !values.contains(where: { Self.lists("cookie", $0) }) else { return }
        headers[.vary] = first.isEmpty ? "Cookie" : "\(values.joined(separator: ", ")), Cookie"
    }

    /// Whether a header's list of names has one, which is given in lower case.
    private static func lists(_ name: String, _ list: String) -> Bool {
        list.utf8.split(separator: UInt8(ascii: ",")).contains { part in
            part.lazy.drop { $0 == 0x20 || $0 == 0x09 }.map { $0 | 0x20 }.elementsEqual(name.utf8)
        }
    }
}

extension Request {
    /// The values of the cookies of a name, compared byte by byte and not decoded. Browsers send one for each domain and
    /// path that set it, that of the most specific path first, and do not say which is which.
    func cookieValues(_ name: String) -> [String] {
        var name = name
        return name.withUTF8 { name in
            var values: [String] = []
            for field in headers where field.name == .cookie {
                var header = field.value
                header.withUTF8 { CookieHeader.append(valuesOf: name, in: $0, to: &values) }
            }
            return values
        }
    }
}

/// The header in which a browser sends its cookies: `a=1; b=2`.
private enum CookieHeader {
    static func append(
        valuesOf name: UnsafeBufferPointer<UInt8>, in header: UnsafeBufferPointer<UInt8>, to values: inout [String]
    ) {
        var start = 0
        while start < header.count {
            while start < header.count, header[start] == 0x20 || header[start] == 0x09 { start += 1 }
            let equals = start + name.count
            if equals < header.count, header[equals] == UInt8(ascii: "="),
                has(name, header, at: start)
            {
                values.append(String(decoding: header[equals + 1..<end(of: equals, in: header)], as: UTF8.self))
            }
            start = end(of: start, in: header) + 1
        }
    }

    private static func has(
        _ name: UnsafeBufferPointer<UInt8>, _ header: UnsafeBufferPointer<UInt8>, at start: Int
    ) -> Bool {
        var place = 0
        while place < name.count, header[start + place] == name[place] { place += 1 }
        return place == name.count
    }

    /// Where the pair ends that stands at an index.
    private static func end(of index: Int, in header: UnsafeBufferPointer<UInt8>) -> Int {
        var end = index
        while end < header.count, header[end] != UInt8(ascii: ";") { end += 1 }
        return end
    }
}
