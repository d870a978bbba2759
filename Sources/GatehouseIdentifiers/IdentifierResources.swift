/// Templates and texts that come with user names.
enum IdentifierResources {
    static var templates: [String: String] {
        let files: [(String, [UInt8])] = [
            ("user-name", PackageResources.user_name_mustache),
            ("security-user-name", PackageResources.security_user_name_mustache),
        ]
        return Dictionary(uniqueKeysWithValues: files.map { ($0, String(decoding: $1, as: UTF8.self)) })
    }

    static var texts: [[UInt8]] { [PackageResources.de_json, PackageResources.ar_json] }
}
