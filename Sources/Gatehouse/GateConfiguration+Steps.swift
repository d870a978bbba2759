import GatehouseAuth
import GatehouseWeb

extension GateConfiguration {
    /// Whether it must be noted who is to choose a new password.
    var hasDemands: Bool { demandsNewPasswords || leakedPasswords != nil }

    /// The steps that it asks for, whose pages are on.
    func steps<User: Account>(
        _ pages: PagePaths, _ demands: PasswordDemands<User>?
    ) -> [any GateStep<User>] {
        var steps: [any GateStep<User>] = []
        if requiresVerifiedEmail, let path = pages[.signInVerification] {
            steps.append(VerifiedAddressStep(path: path))
        }
        if let demands, let path = pages[.signInPassword] {
            steps.append(NewPasswordStep(path: path, demands: demands, leaks: leakedPasswords))
        }
        return steps
    }
}
