import GatehouseWeb

/// Templates and texts that come with codes by mail.
enum MailCodeResources {
    static var templates: [String: String] {
        TemplateFiles.texts([
            ("signin-mail", PackageResources.signin_mail_mustache),
            ("signin-mail-code", PackageResources.signin_mail_code_mustache),
            ("signin-mail-link", PackageResources.signin_mail_link_mustache),
            ("signin-factor-mail", PackageResources.signin_factor_mail_mustache),
            ("mail-factor", PackageResources.mail_factor_mustache),
            ("mail-factor-on", PackageResources.mail_factor_on_mustache),
            ("security-mail-codes", PackageResources.security_mail_codes_mustache),
            ("signin-mail-way", PackageResources.signin_mail_way_mustache),
        ])
    }

    static var texts: [[UInt8]] { [PackageResources.de_json, PackageResources.ar_json] }
}
