public import GatehouseMessages

extension Message.Code {
    /// The site takes no more of a kind.
    public static let tooMany: Self = "too_many"
}

/// What second factors tell people.
enum FactorMessages {
    static let codeWrong = Message(
        "factor_wrong", "This code is not right. Check the clock of your device, and try the next one.")
    static let tooManyApps = Message(.tooMany, "There are as many apps as there may be. Remove one first.")
    static let appAdded = Message(.taken, "This app is added already.")
    static let noFactor = Message("factor_missing", "Add an authenticator app first; recovery codes stand in for it.")
    static let formIsOld = Message(.invalid, "This took too long. Scan the new picture, and try again.")
}

/// What its pages say, in English.
enum FactorTexts {
    static let appAdded: Message.Words = "The authenticator app was added. Other devices were signed out."
    static let appRemoved: Message.Words = "The authenticator app was removed."
    static let appRenamed: Message.Words = "The name was saved."
    static let codesNext: Message.Words = "Now make recovery codes, in case you lose the app."

    /// In mails.
    static let mailAdded = "An authenticator app was added to your account. Signing in asks for its codes now."
    static let mailRemoved = "An authenticator app was removed from your account."
    static let mailCodesMade = "New recovery codes were made for your account. Older ones work no more."
    static let mailCodeUsed = "A recovery code was used to sign in to your account."
}
