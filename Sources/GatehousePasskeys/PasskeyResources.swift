import GatehouseWeb

/// Templates, texts and the script that come with passkeys.
enum PasskeyResources {
    static var templates: [String: String] {
        TemplateFiles.texts([
            ("passkeys", PackageResources.passkeys_mustache), ("passkey-new", PackageResources.passkey_new_mustache),
            ("security-passkeys", PackageResources.security_passkeys_mustache),
            ("signin-passkey", PackageResources.signin_passkey_mustache),
            ("signin-passkey-way", PackageResources.signin_passkey_way_mustache),
            ("signin-factor-passkey", PackageResources.signin_factor_passkey_mustache),
            ("signup-passkey", PackageResources.signup_passkey_mustache),
            ("passkey-words", PackageResources.passkey_words_mustache),
        ])
    }

    static var texts: [[UInt8]] { [PackageResources.de_json, PackageResources.ar_json] }

    /// What talks to the browser's passkeys; without it the password form is whole.
    static var script: StaticFile {
        StaticFile(
            PackageResources.passkeys_js, name: "passkeys", ending: "js", contentType: "text/javascript; charset=utf-8")
    }
}
