import GatehouseAuth
import GatehouseBase
import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a site asks authenticators to sign: 32 random bytes, good once, for five minutes, for one browser and one
/// ceremony (WA2).
struct PasskeyChallenges: Sendable {
    /// What a challenge is asked for.
    enum Ceremony: String, Sendable {
        /// Adding a passkey to an account.
        case add
        /// Signing in by a passkey alone.
        case signIn = "sign-in"
        /// Showing one after another proof.
        case factor
        /// Making an account with one; the challenge is for the handle that the account will be known by.
        case signUp = "sign-up"

        var purpose: SingleUseTokens.Purpose { SingleUseTokens.Purpose("passkey-\(rawValue)") }
    }

    static let validity = Duration.seconds(300)

    let tokens: SingleUseTokens

    /// A new challenge, in Base64 for addresses.
    ///
    /// - Parameters:
    ///   - account: whose passkey is asked for; nil for anybody's.
    ///   - browser: what stands for the browser that asks.
    /// - Throws: `MongoError`.
    func issue(_ ceremony: Ceremony, for account: String?, browser: String) async throws -> String {
        try await tokens.issue(ceremony.purpose, for: account, data: browser, validFor: Self.validity)
    }

    /// Uses a challenge up.
    ///
    /// - Throws: ``PasskeyRefusal/challenge`` for one that is not there any more, or was given to another browser, for
    ///   another account or ceremony; `MongoError`.
    func use(_ challenge: [UInt8], _ ceremony: Ceremony, for account: String?, browser: String) async throws {
        guard try await take(challenge, ceremony, browser: browser) == account else { throw PasskeyRefusal.challenge }
    }

    /// Uses a challenge up.
    ///
    /// - Returns: for which account it was given.
    /// - Throws: as ``use(_:_:for:browser:)``.
    func take(_ challenge: [UInt8], _ ceremony: Ceremony, browser: String) async throws -> String? {
        guard let token = try await tokens.consume(Base64URL.encode(challenge), for: ceremony.purpose),
            let owner = token.data, ConstantTime.equals(owner, browser)
        else { throw PasskeyRefusal.challenge }
        return token.account
    }
}
