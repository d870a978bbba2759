import GatehouseBase

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Signs texts with the time, byte for byte as `django.core.signing.TimestampSigner`.
public struct TimestampSigner: Sendable {
    private let signer: Signer

    /// A signer for one purpose, which the salt names.
    public init(keys: SecretKeys, salt: String = "django.core.signing.TimestampSigner") {
        signer = Signer(keys: keys, salt: salt)
    }

    /// The value, the time in whole seconds, and the signature of both.
    public func sign(_ value: String, at now: Date = Date()) -> String {
        let stamp = NumberText.base62(Int(now.timeIntervalSince1970.rounded(.down)))
        return signer.sign("\(value):\(stamp)")
    }

    /// The value of a signed text.
    ///
    /// - Parameter maximumAge: the time after which it is not taken any more; nil for never. A text signed in the future
    ///   is as good as one signed now.
    /// - Throws: ``SigningError``.
    public func unsign(
        _ signed: String, maximumAge: Duration? = nil, at now: Date = Date()
    ) throws(SigningError) -> String {
        let stamped = try signer.unsign(signed)
        guard let (value, stamp) = signer.split(stamped) else { throw .malformed }
        guard let seconds = NumberText.number(base62: stamp) else { throw .malformed }
        if let maximumAge, now.timeIntervalSince1970 - Double(seconds) > maximumAge.inSeconds { throw .expired }
        return value
    }
}
