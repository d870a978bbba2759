import Foundation

extension SMTPSettings {
    /// A server by its URL.
    ///
    /// ```
    /// smtp://user:password@mail.example.org:587
    /// smtps://user:password@mail.example.org:465
    /// smtp://localhost:1025?security=none
    /// ```
    ///
    /// `smtp` is ``Security/startTLS`` unless `security=none` is asked for, `smtps` is ``Security/tls``. What is special
    /// in a URL stands percent-encoded in user name and password.
    ///
    /// - Throws: ``SMTPSettingsError``.
    public init(url: String) throws {
        guard let parts = URLComponents(string: url, encodingInvalidCharacters: false) else {
            throw SMTPSettingsError(
                "The URL of the mail server cannot be read; what is special in user name and password must be "
                    + "percent-encoded.")
        }
        let security = try Self.security(parts)
        guard parts.path.isEmpty || parts.path == "/", parts.fragment == nil else {
            throw SMTPSettingsError(
                "The URL of the mail server has something after the host that does not belong.")
        }
        guard let host = parts.host, !host.isEmpty else {
            throw SMTPSettingsError("The URL of the mail server names no host.")
        }
        self.init(
            host: host.hasPrefix("[") ? String(host.dropFirst().dropLast()) : host, port: parts.port,
            security: security, username: try Self.decoded(parts.percentEncodedUser),
            password: try Self.decoded(parts.percentEncodedPassword))
        try check()
    }

    private static func security(_ parts: URLComponents) throws -> Security {
        var wanted: String?
        for item in parts.queryItems ?? [] {
            guard item.name == "security", wanted == nil, let value = item.value else {
                throw SMTPSettingsError(
                    "The URL of the mail server may ask for `security` only, and once: `?security=none` or "
                        + "`?security=starttls`.")
            }
            wanted = value
        }
        switch (parts.scheme?.lowercased(), wanted) {
        case ("smtp", nil), ("smtp", "starttls"): return .startTLS
        case ("smtp", "none"): return .unprotectedNone
        case ("smtps", nil), ("smtps", "tls"): return .tls
        case ("smtp", _), ("smtps", _):
            throw SMTPSettingsError(
                "`security` in the URL of the mail server is `starttls` or `none`, with `smtp`; `smtps` is encrypted "
                    + "without it.")
        default: throw SMTPSettingsError("The URL of a mail server begins with `smtp://` or `smtps://`.")
        }
    }

    private static func decoded(_ text: String?) throws -> String? {
        guard let text, !text.isEmpty else { return nil }
        guard let decoded = text.removingPercentEncoding else {
            throw SMTPSettingsError("User name and password of the mail server are not percent-encoded UTF-8.")
        }
        return decoded
    }
}
