import GatehouseDocuments
public import GatehouseMessages

extension Message.Code {
    /// The user name holds something besides letters, digits and separators.
    public static let nameCharacters: Self = "name_characters"
    /// The user name mixes scripts.
    public static let nameScripts: Self = "name_scripts"
    /// Separators stand together or at the ends of the user name.
    public static let nameSeparators: Self = "name_separators"
    /// Nobody gets this user name.
    public static let nameReserved: Self = "name_reserved"
    /// The user name is an email address, or looks like one.
    public static let nameIsAddress: Self = "name_is_address"
    /// The account has the user name.
    public static let userNameSaved: Self = "user_name_saved"
}

/// What user names tell people.
enum UserNameMessages {
    static let characters = Message(
        .nameCharacters, "Use letters, digits, and the signs . _ - between them only.")
    static let scripts = Message(
        .nameScripts, "Use letters and digits of one script only: some letters of others look the same.")
    static let separators = Message(
        .nameSeparators, "Put each of the signs . _ - between two letters or digits, not at the ends.")
    static let reserved = Message(.nameReserved, "This name is reserved. Choose another one.")
    static let address = Message(.nameIsAddress, "A user name has no @: an email address cannot be one.")
    static let taken = Message(.taken, "Another account has this user name. Choose another one.")
    static let saved = Message(.userNameSaved, "Your user name was saved. You can sign in with it.")

    static func tooShort(_ minimum: Int, has count: Int) -> Message { FieldMessages.tooShort(minimum, has: count) }
    static func tooLong(_ maximum: Int, has count: Int) -> Message { FieldMessages.tooLong(maximum, has: count) }

    /// In a mail.
    static func mailChanged(_ name: String) -> Message.Words {
        "Your account has a new user name: \(name). You can sign in with it."
    }
}
