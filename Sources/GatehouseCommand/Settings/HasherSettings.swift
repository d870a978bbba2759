import Gatehouse

/// How the site makes new hashes.
struct HasherSettings {
    let hasher: any PasswordHasher

    /// The hasher of the settings.
    ///
    /// - Parameter chosen: the algorithm, where a command was given one.
    /// - Throws: ``SettingError``.
    init(_ reader: SettingsReader, hasher chosen: SiteSettings.HasherName? = nil) throws {
        let name = try chosen ?? reader.choice(Self.hasherName, default: .argon2)
        guard reader.text(Self.iterationsName) != nil else {
            hasher = name.hasher
            return
        }
        let iterations = try reader.integer(Self.iterationsName, in: 100_000...20_000_000, default: 1)
        if name == .pbkdf2_sha256 {
            hasher = PBKDF2Hasher(iterations: iterations)
        } else if chosen != nil {
            // Said on the command line for once, beside settings that are the site's.
            hasher = name.hasher
        } else {
            throw SettingError(
                name: Self.iterationsName,
                message: "is set, but \(Self.hasherName) is not pbkdf2_sha256. Set both, or none.")
        }
    }

    private static let hasherName = "GATEHOUSE_PASSWORD_HASHER"
    private static let iterationsName = "GATEHOUSE_PASSWORD_ITERATIONS"
}

extension SiteSettings.HasherName {
    /// The hasher of a name, with its defaults.
    var hasher: any PasswordHasher {
        switch self {
        case .argon2: Argon2Hasher()
        case .scrypt: ScryptHasher()
        case .pbkdf2_sha256: PBKDF2Hasher()
        case .bcrypt_sha256: BcryptHasher.sha256()
        }
    }
}
