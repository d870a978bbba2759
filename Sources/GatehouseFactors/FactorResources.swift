/// Templates and texts that come with second factors.
enum FactorResources {
    static var templates: [String: String] {
        let files: [(String, [UInt8])] = [
            ("apps", PackageResources.apps_mustache), ("app-new", PackageResources.app_new_mustache),
            ("recovery-codes", PackageResources.recovery_codes_mustache),
            ("recovery-codes-new", PackageResources.recovery_codes_new_mustache),
            ("security-apps", PackageResources.security_apps_mustache),
            ("security-recovery-codes", PackageResources.security_recovery_codes_mustache),
        ]
        return Dictionary(uniqueKeysWithValues: files.map { ($0, String(decoding: $1, as: UTF8.self)) })
    }

    static var texts: [[UInt8]] { [PackageResources.de_json, PackageResources.ar_json] }
}
