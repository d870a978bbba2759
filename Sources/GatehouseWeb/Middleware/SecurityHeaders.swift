import HTTPTypes
import Hummingbird

/// The headers that tell browsers what the pages never do.
struct SecurityHeaders: Sendable {
    /// What an answer does not say otherwise itself.
    private let defaults: HTTPFields
    private let isHTTPS: Bool

    init(isHTTPS: Bool) {
        self.isHTTPS = isHTTPS
        defaults = HTTPFields(Self.headers.map { HTTPField(name: $0, value: $1) })
    }

    func add(to response: inout Response) {
        let own = response.headers.map(\.name)
        for field in defaults where !own.contains(field.name) { response.headers.append(field) }
        if isHTTPS { response.headers[.strictTransportSecurity] = Self.transportSecurity }
    }

    private static var headers: [(HTTPField.Name, String)] {
        [
            (.contentSecurityPolicy, contentSecurityPolicy), (.xContentTypeOptions, "nosniff"),
            (.referrerPolicy, "same-origin"), (.crossOriginOpenerPolicy, "same-origin"), (.xFrameOptions, "DENY"),
        ]
    }

    /// All of them.
    var fields: HTTPFields {
        var fields = defaults
        if isHTTPS { fields[.strictTransportSecurity] = Self.transportSecurity }
        return fields
    }

    private static var transportSecurity: String { "max-age=31536000; includeSubDomains" }

    /// Everything from the site itself, and no script or style inside a page.
    private static var contentSecurityPolicy: String {
        "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; "
            + "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    }
}

extension HTTPField.Name {
    static let referrerPolicy = Self("Referrer-Policy")!  // a valid name
    static let crossOriginOpenerPolicy = Self("Cross-Origin-Opener-Policy")!  // a valid name
    static let xFrameOptions = Self("X-Frame-Options")!  // a valid name
}
