import Gatehouse

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
