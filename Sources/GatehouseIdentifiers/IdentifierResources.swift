import GatehouseWeb

/// Templates and texts that come with user names.
enum IdentifierResources {
    static var templates: [String: String] {
        TemplateFiles.texts([
            ("user-name", PackageResources.user_name_mustache),
            ("security-user-name", PackageResources.security_user_name_mustache),
        ])
    }

    static var texts: [[UInt8]] { [PackageResources.de_json, PackageResources.ar_json] }
}
