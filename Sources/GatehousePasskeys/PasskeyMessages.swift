public import GatehouseMessages

extension Message.Code {
    /// A passkey was not taken: it is not this account's, or what was signed is too old.
    public static let passkeyRefused: Self = "passkey_refused"
    /// The browser sent no passkey, as where it runs no scripts.
    public static let passkeyMissing: Self = "passkey_missing"
    /// The account has as many passkeys as it may have.
    public static let passkeysTooMany: Self = "passkeys_too_many"
    /// The passkey is an account's already.
    public static let passkeyTaken: Self = "passkey_taken"
    /// The account has no other way in.
    public static let lastWayIn: Self = "last_way_in"
    /// The passkey was added.
    public static let passkeyAdded: Self = "passkey_added"
    /// The passkey was removed.
    public static let passkeyRemoved: Self = "passkey_removed"
    /// The passkey has another name.
    public static let passkeyRenamed: Self = "passkey_renamed"
}

/// What passkeys tell people.
enum PasskeyMessages {
    static let refused = Message(.passkeyRefused, "This passkey was not taken. Try again, or use another way.")
    static let missing = Message(.passkeyMissing, "Passkeys need a browser that runs the scripts of this page.")
    static let tooMany = Message(.passkeysTooMany, "There are as many passkeys as there may be. Remove one first.")
    static let added = Message(.passkeyTaken, "This passkey belongs to an account already.")
    static let lastWayIn = Message(
        .lastWayIn, "This is the only way to sign in to your account. Add another passkey or choose a password first.")
}

/// What its pages say, in English.
enum PasskeyTexts {
    static let added = Message(.passkeyAdded, "The passkey was added.")
    static let removed = Message(.passkeyRemoved, "The passkey was removed. It may still be offered by your device.")
    static let renamed = Message(.passkeyRenamed, "The name was saved.")

    /// What a passkey is called whose keeper says nothing of itself.
    static let usualName: Message.Words = "My passkey"

    /// In mails.
    static let mailAdded: Message.Words = "A passkey was added to your account. You can sign in with it."
    static let mailRemoved: Message.Words = "A passkey was removed from your account."
}
