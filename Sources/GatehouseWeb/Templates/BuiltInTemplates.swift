/// The templates that come with Gatehouse, by name.
enum BuiltInTemplates {
    static var all: [String: String] {
        TemplateFiles.texts([
            ("layout", PackageResources.layout_mustache), ("form", PackageResources.form_mustache),
            ("field", PackageResources.field_mustache), ("form-again", PackageResources.form_again_mustache),
            ("messages", PackageResources.messages_mustache),
            ("index", PackageResources.index_mustache), ("signin", PackageResources.signin_mustache),
            ("signin-verification", PackageResources.signin_verification_mustache),
            ("signin-password", PackageResources.signin_password_mustache),
            ("signin-factor", PackageResources.signin_factor_mustache),
            ("security", PackageResources.security_mustache),
            ("remembered-browsers", PackageResources.remembered_browsers_mustache),
            ("security-browsers", PackageResources.security_browsers_mustache),
            ("signup", PackageResources.signup_mustache), ("profile", PackageResources.profile_mustache),
            ("password-change", PackageResources.password_change_mustache),
            ("password-reset", PackageResources.password_reset_mustache),
            ("password-new", PackageResources.password_new_mustache),
            ("email-change", PackageResources.email_change_mustache),
            ("confirm", PackageResources.confirm_mustache),
            ("signup-confirm", PackageResources.signup_confirm_mustache),
            ("email-verification", PackageResources.email_verification_mustache),
            ("email-verification-notice", PackageResources.email_verification_notice_mustache),
            ("devices", PackageResources.devices_mustache),
            ("account-delete", PackageResources.account_delete_mustache),
            ("error", PackageResources.error_mustache),
            ("mail/notice.html", PackageResources.mail_notice_html_mustache),
            ("mail/notice.txt", PackageResources.mail_notice_txt_mustache),
        ])
    }
}
