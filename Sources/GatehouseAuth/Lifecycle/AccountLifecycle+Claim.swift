import GatehouseBSON
import GatehouseDocuments
import GatehousePasswords
import GatehouseSessions

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension AccountLifecycle {
    /// Whether accounts of a type note when the mailbox of their address was shown to be their owners'.
    package static var notesAddresses: Bool { AddressVerification.isNoted(of: User.self) }

    /// Whether nobody has ever shown that they read the mail of an account's address.
    package func isUnclaimed(_ user: User) -> Bool { Self.notesAddresses && !isEmailVerified(user) }

    /// Hands an account over to the person who has just shown that they read its mail, which nobody had shown before:
    /// somebody else may have made it with their address. The account loses its password, sessions, remembered browsers,
    /// second factors and links, and its address is confirmed (MC3).
    ///
    /// - Returns: the account as it is now.
    /// - Throws: ``LifecycleError`` with code `gone` if somebody changed it in the meantime; `MongoError`; errors of the
    ///   stores of sessions and factors. The address is confirmed last, so that the next sign-in repeats what failed.
    package func claim(_ user: User, client: Client) async throws -> User {
        guard let id = user.id else { return user }
        var owned = user
        // Sessions do not fit the account from here on, so nobody adds anything to it.
        guard try await accounts.write(UnusablePassword.makeByChoice(), of: &owned) else { throw LifecycleError(.gone) }
        for factor in accounts.factors { try await factor.remove(from: id) }
        try await accounts.rememberedBrowsers?.forgetAll(of: id.keyText)
        _ = try await sessions?.revokeAll(of: id.keyText, except: nil)
        try await tokens.revokeAll(of: id.keyText)
        let values = [AccountField.emailVerified: try accounts.now().bsonValue()]
        guard try await accounts.documents.set(values, of: id, where: accounts.identity(of: owned)) else {
            throw LifecycleError(.gone)
        }
        await accounts.emit(.claimed, account: id.keyText, client: client)
        await accounts.emit(.emailVerified, account: id.keyText, client: client)
        return try changed(owned, values)
    }

    /// Whether an account has the password and the address that it had when something was given to its owner.
    package static func fingerprint(of user: User) -> String { AccountFingerprint.of(user) }

    /// Whether a fingerprint is the account's as it is now.
    package static func fits(_ fingerprint: String?, _ user: User) -> Bool {
        AccountFingerprint.matches(fingerprint, user)
    }
}
