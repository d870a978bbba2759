import GatehouseWeb

/// Templates and texts that come with it.
enum ActivityResources {
    static var templates: [String: String] {
        TemplateFiles.texts([
            ("activity", PackageResources.activity_mustache),
            ("security-activity", PackageResources.security_activity_mustache),
        ])
    }

    static var texts: [[UInt8]] { [PackageResources.de_json, PackageResources.ar_json] }
}
