public import GatehouseMessages

/// What a new password must keep.
public struct PasswordPolicy: Sendable {
    /// The rules, all of which are checked.
    public var validators: [any PasswordValidator]

    /// Rules of one's own.
    public init(_ validators: [any PasswordValidator]) { self.validators = validators }

    /// Django's four, with its least length of 8, and the words of the context.
    public init(minimumLength: Int = 8) {
        self.init([
            SimilarityValidator(), MinimumLengthValidator(minimumLength), CommonPasswordValidator(), NumericValidator(),
            ContextWordValidator(),
        ])
    }

    /// The rules for a site where more is at stake: 15 characters, as NIST SP 800-63B-4 asks where the password is the
    /// only factor.
    public static var strict: PasswordPolicy { PasswordPolicy(minimumLength: 15) }

    /// What a password breaks; empty when it is fine. One longer than
    /// ``PasswordHashing/maximumLength`` is not looked at further.
    public func failures(of password: String, for context: PasswordContext = PasswordContext()) async -> [Message] {
        if password.isEmpty { return [Message(.required, "This field is required.")] }
        if PasswordHashing.isTooLong(password) {
            return [PasswordMessages.tooLong]
        }
        var failures: [Message] = []
        for validator in validators { failures += await validator.failures(of: password, for: context) }
        return failures
    }

    /// What to tell before a password is chosen, in one line below the field.
    public var shortHelp: Message.Words {
        let minimum = validators.lazy.compactMap { ($0 as? MinimumLengthValidator)?.minimum }.max()
        guard let minimum else { return "Choose one that is hard to guess." }
        return "At least \(minimum) \(plural: minimum, "character", "characters"), and hard to guess."
    }

    /// What to tell before a password is chosen, a sentence for each rule.
    public var helpTexts: [Message.Words] { validators.compactMap(\.help) }
}
