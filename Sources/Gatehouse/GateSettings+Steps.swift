import GatehouseAuth
import GatehouseDocuments
import GatehousePasswords
import GatehouseWeb

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension GateSettings {
    /// Whether it must be noted who is to choose a new password.
    var hasDemands: Bool { demandsNewPasswords || leakedPasswords != nil }

    /// The steps that it asks for.
    ///
    /// - Throws: ``GateSettingsError`` where one lacks what it needs.
    func steps<User: Account>(
        _ settings: GatehouseSettings, _ demands: PasswordDemands<User>?,
        factors: [any SecondFactor<User>]
    ) throws(GateSettingsError) -> [any GateStep<User>] {
        let pages = settings.web.pages
        var steps: [any GateStep<User>] = []
        // Before all else: whoever knows a password alone must not get to choose another.
        if !factors.isEmpty {
            guard let path = pages[.signInFactor] else {
                throw GateSettingsError(description: "second factors need the page .signInFactor, which is off")
            }
            steps.append(SecondFactorStep(path: path, factors: factors))
        }
        if requiresVerifiedEmail {
            let setting = "gate.requiresVerifiedEmail"
            guard let path = pages[.signInVerification], pages[.emailVerification] != nil else {
                throw GateSettingsError(
                    description: "\(setting) needs the pages .signInVerification and .emailVerification; one is off")
            }
            guard settings.mail != nil else {
                throw GateSettingsError(description: "\(setting) needs mail: nobody could verify an address")
            }
            guard settings.lifecycle.notesVerification, AddressVerification.isNoted(of: User.self) else {
                throw GateSettingsError(
                    description: "\(setting) needs a field \(AccountField.emailVerified) with a date in \(User.self), "
                        + "and lifecycle.notesVerification")
            }
            steps.append(VerifiedAddressStep(path: path))
        }
        if let demands {
            guard let path = pages[.signInPassword] else {
                throw GateSettingsError(
                    description: "gate.demandsNewPasswords and gate.leakedPasswords need the page .signInPassword")
            }
            let isInPolicy = settings.passwordPolicy.validators.contains(where: isLeakCheck)
            steps.append(
                NewPasswordStep(path: path, demands: demands, leaks: leakedPasswords, isInPolicy: isInPolicy))
        }
        return steps
    }

    /// The browsers that accounts remember; nil where they remember none, or nothing is asked for.
    func rememberedBrowsers(
        in database: DocumentDatabase, _ factors: Int, _ now: @escaping @Sendable () -> Date
    ) -> RememberedBrowsers? {
        guard factors > 0, let age = remembersBrowsers else { return nil }
        return RememberedBrowsers(in: database, age: age, now: now)
    }

    /// Whether a rule of the policy is the gate's own: one of its kind, such as a `BreachedPasswordValidator`.
    private func isLeakCheck(_ rule: any PasswordValidator) -> Bool {
        leakedPasswords.map { type(of: $0) == type(of: rule) } ?? false
    }
}

/// The gate asks for something that the site cannot do.
public struct GateSettingsError: Error, Sendable, CustomStringConvertible {
    /// Which setting, and what it needs.
    public let description: String
}
