import GatehouseWeb

/// Templates and texts that come with it.
enum ActivityResources {
    static var templates: [String: String] {
        [
            "activity": String(decoding: PackageResources.activity_mustache, as: UTF8.self),
            "security-activity": String(decoding: PackageResources.security_activity_mustache, as: UTF8.self),
        ]
    }

    static var texts: [[UInt8]] { [PackageResources.de_json, PackageResources.ar_json] }
}
