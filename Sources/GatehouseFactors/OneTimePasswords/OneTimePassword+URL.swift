extension OneTimePassword {
    /// The address that a QR code tells an authenticator app, as Google's "Key Uri Format" describes it:
    /// `otpauth://totp/ISSUER:ACCOUNT?secret=…&issuer=ISSUER`. Values that every app assumes are left out.
    ///
    /// - Parameters:
    ///   - issuer: the site's name; a colon in it becomes a space.
    ///   - account: what the account is called, such as its address.
    public func url(issuer: String, account: String) -> String {
        let issuer = issuer.split(separator: ":").joined(separator: " ")
        var url = "otpauth://totp/\(Self.escaped(issuer)):\(Self.escaped(account))?secret=\(secretText)"
        url += "&issuer=\(Self.escaped(issuer))"
        if algorithm != .sha1 { url += "&algorithm=\(algorithm.rawValue)" }
        if digits != 6 { url += "&digits=\(digits)" }
        if period != 30 { url += "&period=\(period)" }
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

    /// All but unreserved characters as percent escapes (RFC 3986, section 2.3).
    private static func escaped(_ text: String) -> String {
        var escaped: [UInt8] = []
        let digits = Array("0123456789ABCDEF".utf8)
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                escaped.append(byte)
            default:
                escaped += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: escaped, as: UTF8.self)
    }
}
