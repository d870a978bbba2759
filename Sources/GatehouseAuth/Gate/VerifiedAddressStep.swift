import GatehouseDocuments

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The gate's step that an account's owner must have shown that its address is theirs.
///
/// It asks nothing of accounts whose type has no field `email_verified_date`.
package struct VerifiedAddressStep<User: Account>: GateStep {
    package let name = "verify-email"
    package let path: String

    /// The step.
    ///
    /// - Parameter path: where the link can be asked for again.
    package init(path: String) { self.path = path }

    package func isDue(for proof: Proof<User>) -> Bool {
        guard AddressVerification.isNoted(of: User.self) else { return false }
        return !AddressVerification.isVerified(proof.user)
    }
}

/// Whether accounts note that their addresses are their owners', and whether one is.
package enum AddressVerification {
    package static func isNoted<User: Account>(of type: User.Type) -> Bool {
        User.schema.field(AccountField.emailVerified)?.valueType == Date.self
    }

    static func isVerified<User: Account>(_ user: User) -> Bool {
        guard isNoted(of: User.self) else { return false }
        return User.schema.field(AccountField.emailVerified)?.isPresent(in: user) ?? false
    }
}
