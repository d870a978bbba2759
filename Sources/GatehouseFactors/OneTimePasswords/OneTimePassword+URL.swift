import GatehouseBase

extension OneTimePassword {
    /// The address that a QR code tells an authenticator app, as Google's "Key Uri Format" describes it:
    /// `otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER`. Values that every app assumes are left out.
    ///
    /// - Parameters:
    ///   - issuer: the site's name; a colon in it becomes a space.
    ///   - account: what the account is called, such as its address.
    public func url(issuer: String, account: String) -> String {
        let issuer = issuer.split(separator: ":").joined(separator: " ")
        var url = "otpauth://totp/\(issuer.percentEncoded()):\(account.percentEncoded())?secret=\(secretText)"
        url += "&issuer=\(issuer.percentEncoded())"
        if algorithm != .sha1 { url += "&algorithm=\(algorithm.rawValue)" }
        if digits != 6 { url += "&digits=\(digits)" }
        if period != .seconds(30) { url += "&period=\(period.components.seconds)" }
        return url
    }

    /// The secret as it is typed into an app.
    public var secretText: String { Base32.encode(secret) }

    /// The secret in groups of four, for reading.
    public var groupedSecretText: String {
        let letters = Array(secretText)
        return stride(from: 0, to: letters.count, by: 4).map { String(letters[$0..<min($0 + 4, letters.count)]) }
            .joined(separator: " ")
    }
}
