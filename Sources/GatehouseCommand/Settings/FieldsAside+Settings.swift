import Gatehouse

extension FieldsAside {
    /// What the site's accounts may have and a user of the widespread recipe has not.
    private static let ours: Set = [
        "email_verified_date", "language", "is_active", "is_superuser", "permissions", "groups",
    ]

    /// What is kept beside the documents of `users`: nothing, unless `GATEHOUSE_USER_FIELDS` says which fields another
    /// program declares, or Django reads the sessions and so the users.
    ///
    /// - Throws: ``SettingError``.
    init?(_ reader: SettingsReader, besideDjango: Bool) throws {
        let names = reader.list("GATEHOUSE_USER_FIELDS")
        guard besideDjango || !names.isEmpty else { return nil }
        let declared =
            switch names {
            case ["all"]: Self.ours
            case ["none"]: Set<String>()
            default: Set(names)
            }
        guard declared.isSubset(of: Self.ours) else {
            throw SettingError(
                name: "GATEHOUSE_USER_FIELDS",
                message:
                    "must be all, none, or some of \(Self.ours.sorted().joined(separator: ", ")) with commas between.")
        }
        // An account of Django's may go without us, and its key come again.
        self.init(Self.ours, declared: declared, in: "account_fields", boundTo: "signup_date")
    }
}
