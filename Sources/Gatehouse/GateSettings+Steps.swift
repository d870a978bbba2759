import GatehouseAuth
import GatehousePasswords
import GatehouseWeb

extension GateConfiguration {
    /// Whether it must be noted who is to choose a new password.
    var hasDemands: Bool { demandsNewPasswords || leakedPasswords != nil }

    /// The steps that it asks for.
    ///
    /// - Throws: ``GateConfigurationError`` where one lacks what it needs.
    func steps<User: Account>(
        _ configuration: GatehouseConfiguration, _ demands: PasswordDemands<User>?,
        factors: [any SecondFactor<User>]
    ) throws(GateConfigurationError) -> [any GateStep<User>] {
        let pages = configuration.web.pages
        var steps: [any GateStep<User>] = []
        // Before all else: whoever knows a password alone must not get to choose another.
        if !factors.isEmpty {
            guard let path = pages[.signInFactor] else {
                throw GateConfigurationError(description: "second factors need the page .signInFactor, which is off")
            }
            steps.append(SecondFactorStep(path: path, factors: factors))
        }
        if requiresVerifiedEmail {
            let setting = "gate.requiresVerifiedEmail"
            guard let path = pages[.signInVerification], pages[.emailVerification] != nil else {
                throw GateConfigurationError(
                    description: "\(setting) needs the pages .signInVerification and .emailVerification; one is off")
            }
            guard configuration.mail != nil else {
                throw GateConfigurationError(description: "\(setting) needs mail: nobody could verify an address")
            }
            guard configuration.lifecycle.notesVerification, AddressVerification.isNoted(of: User.self) else {
                throw GateConfigurationError(
                    description: "\(setting) needs a field \(AccountField.emailVerified) with a date in \(User.self), "
                        + "and lifecycle.notesVerification")
            }
            steps.append(VerifiedAddressStep(path: path))
        }
        if let demands {
            guard let path = pages[.signInPassword] else {
                throw GateConfigurationError(
                    description: "gate.demandsNewPasswords and gate.leakedPasswords need the page .signInPassword")
            }
            let isInPolicy = configuration.passwordPolicy.validators.contains(where: isLeakCheck)
            steps.append(
                NewPasswordStep(path: path, demands: demands, leaks: leakedPasswords, isInPolicy: isInPolicy))
        }
        return steps
    }

    /// Whether a rule of the policy is the gate's own: one of its kind, such as a `BreachedPasswordValidator`.
    private func isLeakCheck(_ rule: any PasswordValidator) -> Bool {
        leakedPasswords.map { type(of: $0) == type(of: rule) } ?? false
    }
}

/// The gate asks for something that the site cannot do.
public struct GateConfigurationError: Error, Sendable, CustomStringConvertible {
    /// Which setting, and what it needs.
    public let description: String
}
