import GatehouseWeb

extension RelyingParty {
    /// The site of some settings; nil where it has no origin, as for a command beside the site, and where its host is an
    /// address of the network: passkeys are bound to domains. A site on this machine alone is `localhost`.
    ///
    /// - Parameters:
    ///   - id: a domain at or above the site's host; nil for the host itself.
    ///   - related: other origins whose pages may use the site's passkeys.
    /// - Throws: `FeatureError` for what browsers would refuse: an id that the site's host does not belong to, and a
    ///   related origin that is none.
    init?(_ settings: WebSettings, id: String?, related: [String]) throws(FeatureError) {
        for origin in related where !origin.hasPrefix("https://") || Self.host(of: origin) == nil {
            throw FeatureError("\(origin) is no origin that may use passkeys; https://shop.example.com is one")
        }
        guard let origin = settings.origin, var host = Self.host(of: origin) else { return nil }
        var origins = [origin] + related
        if ["127.0.0.1", "[::1]"].contains(host) {
            origins.append(origin.replacing(host, with: "localhost"))
            host = "localhost"
        }
        // A domain does not end with a number.
        let isAddress = host.hasPrefix("[") || host.split(separator: ".").last.map { UInt($0) != nil } ?? true
        guard !isAddress else { return nil }
        let id = id ?? host
        guard host == id || host.hasSuffix("." + id) && id.contains(".") else {
            throw FeatureError(
                "the relying party \(id) of passkeys must be the host \(host) of the site's origin, or a domain above it"
            )
        }
        self.init(id: id, name: settings.siteName, origins: origins)
    }

    /// The host of an origin, in lower case and without a port; nil for what is none.
    private static func host(of origin: String) -> String? {
        let parts = origin.lowercased().split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 3, parts[1].isEmpty, !parts[2].isEmpty else { return nil }
        if parts[2].hasPrefix("["), let end = parts[2].firstIndex(of: "]") { return String(parts[2][...end]) }
        return parts[2].split(separator: ":").first.map(String.init)
    }
}
