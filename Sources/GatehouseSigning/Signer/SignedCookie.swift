#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The value of a cookie with a signature, as Django's `set_signed_cookie` since 5.2.15.
public struct SignedCookie: Sendable {
    private let signer: TimestampSigner

    /// The values of a cookie of a name.
    ///
    /// - Parameter salt: what the cookie is for, besides its name.
    public init(_ name: String, keys: SecretKeys, salt: String = "") {
        let prefix = "django.http.cookies"
        let cookieKeys = SecretKeys(prefix + keys.current, fallbacks: keys.fallbacks.map { prefix + $0 })
        // The length keeps a salt and a name from being read as another salt and another name.
        let length = salt.unicodeScalars.count
        signer = TimestampSigner(keys: cookieKeys, salt: "\(prefix).v2:\(length):\(salt)\(name)")
    }

    /// The signed value.
    public func sign(_ value: String, at now: Date = Date()) -> String { signer.sign(value, at: now) }

    /// The value of a signed one.
    ///
    /// - Parameter maximumAge: the time after which it is not taken any more; nil for never.
    /// - Throws: ``SigningError``.
    public func unsign(
        _ signed: String, maximumAge: Duration? = nil, at now: Date = Date()
    ) throws(SigningError) -> String {
        try signer.unsign(signed, maximumAge: maximumAge, at: now)
    }
}
