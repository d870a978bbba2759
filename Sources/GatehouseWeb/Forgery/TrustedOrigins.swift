/// Other origins whose pages may send forms, as `https://shop.example.com`; `https://*.example.com` is the domain and all
/// below it. Django's CSRF_TRUSTED_ORIGINS. A token is needed all the same.
struct TrustedOrigins: Sendable {
    private struct Pattern: Sendable {
        let origin: WebOrigin
        let hasSubdomains: Bool
    }
    private let patterns: [Pattern]

    /// - Throws: ``OriginError`` for a text that is none.
    init(_ texts: [String]) throws(OriginError) {
        var patterns: [Pattern] = []
        for text in texts {
            let parts = text.split(separator: "://", maxSplits: 1)
            let hasSubdomains = parts.count == 2 && parts[1].hasPrefix("*.")
            let plain = hasSubdomains ? "\(parts[0])://\(parts[1].dropFirst(2))" : text
            guard let origin = WebOrigin(plain) else { throw .notTrusted(text) }
            patterns.append(Pattern(origin: origin, hasSubdomains: hasSubdomains))
        }
        self.patterns = patterns
    }

    func contains(_ origin: WebOrigin) -> Bool {
        patterns.contains { pattern in
            guard pattern.origin.scheme == origin.scheme, pattern.origin.port == origin.port else { return false }
            return origin.host == pattern.origin.host
                || (pattern.hasSubdomains && origin.host.hasSuffix(".\(pattern.origin.host)"))
        }
    }
}
