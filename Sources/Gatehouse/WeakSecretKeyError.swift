import GatehouseSigning

/// A secret key of the settings is one that guessers find.
public struct WeakSecretKeyError: Error, Sendable, CustomStringConvertible {
    /// Why it is weak, in words; never the key.
    public let reason: String
    /// Whether it is one of the fallbacks.
    public let isFallback: Bool

    /// Which key is weak and why, and how to make a better one. Never the key.
    public var description: String {
        let which = isFallback ? "a fallback among settings.keys" : "settings.keys"
        return "\(which) is too weak: \(reason). Make a key with `gatehouse secret new`; for development only, "
            + "settings.allowsWeakSecretKeys lets it pass."
    }

    /// - Throws: ``WeakSecretKeyError``.
    static func check(_ settings: GatehouseSettings) throws(WeakSecretKeyError) {
        guard !settings.allowsWeakSecretKeys else { return }
        for (place, key) in settings.keys.all.enumerated() {
            guard let reason = SecretKeys.weakness(of: key) else { continue }
            throw WeakSecretKeyError(reason: reason, isFallback: place > 0)
        }
    }
}
