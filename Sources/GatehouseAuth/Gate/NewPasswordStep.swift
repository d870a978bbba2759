import GatehouseMessages
package import GatehousePasswords

/// The gate's step that an account's owner must choose a new password: an operator asked for it, or the password was found
/// in a leak at sign-in.
package struct NewPasswordStep<User: Account>: GateStep {
    package let name = "new-password"
    package let path: String
    private let demands: PasswordDemands<User>
    private let leaks: (any PasswordValidator)?
    private let isInPolicy: Bool

    /// The step.
    ///
    /// - Parameters:
    ///   - path: where the new password is chosen.
    ///   - leaks: what a password that was just shown is held against, such as a `BreachedPasswordValidator`; nil for
    ///     nothing.
    ///   - isInPolicy: whether the site's policy for new passwords asks the same, so that the password of a sign-up is not
    ///     asked about twice.
    package init(
        path: String, demands: PasswordDemands<User>, leaks: (any PasswordValidator)? = nil, isInPolicy: Bool = false
    ) {
        self.path = path
        self.demands = demands
        self.leaks = leaks
        self.isInPolicy = isInPolicy
    }

    package func isDue(for proof: Proof<User>) async throws -> Bool {
        if try await demands.isDue(for: proof.user) { return true }
        guard let leaks, let password = proof.password, !(isInPolicy && proof.isPasswordChecked),
            !(await leaks.failures(of: password, for: PasswordContext())).isEmpty
        else { return false }
        // Noted, since nobody knows the password any more when the gate asks again.
        try await demands.demand(of: proof.user)
        return true
    }
}
