import GatehouseWeb

/// Templates and texts that come with second factors.
enum FactorResources {
    static var templates: [String: String] {
        TemplateFiles.texts([
            ("apps", PackageResources.apps_mustache), ("app-new", PackageResources.app_new_mustache),
            ("recovery-codes", PackageResources.recovery_codes_mustache),
            ("recovery-codes-new", PackageResources.recovery_codes_new_mustache),
            ("security-apps", PackageResources.security_apps_mustache),
            ("security-recovery-codes", PackageResources.security_recovery_codes_mustache),
        ])
    }

    static var texts: [[UInt8]] { [PackageResources.de_json, PackageResources.ar_json] }
}
