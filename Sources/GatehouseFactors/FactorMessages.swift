public import GatehouseMessages

extension Message.Code {
    /// The site takes no more of a kind.
    public static let tooMany: Self = "too_many"
    /// The picture that was scanned is too old, or another account's.
    public static let enrolmentExpired: Self = "enrolment_expired"
    /// The authenticator app was added.
    public static let appAdded: Self = "app_added"
    /// The authenticator app was removed.
    public static let appRemoved: Self = "app_removed"
    /// The authenticator app has another name.
    public static let appRenamed: Self = "app_renamed"
    /// Recovery codes are to be made next.
    public static let recoveryCodesNext: Self = "recovery_codes_next"
}

/// What second factors tell people.
enum FactorMessages {
    static let codeWrong = Message(
        "factor_wrong", "This code is not right. Check the clock of your device, and try the next one.")
    static let tooManyApps = Message(.tooMany, "There are as many apps as there may be. Remove one first.")
    static let appAdded = Message(.taken, "This app is added already.")
    static let noFactor = Message("factor_missing", "Add an authenticator app first; recovery codes stand in for it.")
    static let formIsOld = Message(.enrolmentExpired, "This took too long. Scan the new picture, and try again.")
}

/// What its pages say, in English.
enum FactorTexts {
    static let appAdded = Message(.appAdded, "The authenticator app was added. Other devices were signed out.")
    static let appRemoved = Message(.appRemoved, "The authenticator app was removed.")
    static let appRenamed = Message(.appRenamed, "The name was saved.")
    static let codesNext = Message(.recoveryCodesNext, "Now make recovery codes, in case you lose the app.")

    /// In mails.
    static let mailAdded: Message.Words =
        "An authenticator app was added to your account. Signing in asks for its codes now."
    static let mailRemoved: Message.Words = "An authenticator app was removed from your account."
    static let mailCodesMade: Message.Words = "New recovery codes were made for your account. Older ones work no more."
    static let mailCodeUsed: Message.Words = "A recovery code was used to sign in to your account."
}
