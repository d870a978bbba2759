import ArgumentParser
import Gatehouse

/// What the commands about hashes have in common.
struct HasherOptions: ParsableArguments {
    @Option(
        help: """
            The preferred algorithm: argon2, scrypt, pbkdf2_sha256 or bcrypt_sha256; GATEHOUSE_PASSWORD_HASHER's unless \
            given.
            """)
    var hasher: SiteSettings.HasherName?

    @Flag(help: "Read and write one JSON object a line.")
    var jsonLines = false

    /// Hashing as the site's settings say, all algorithms known.
    ///
    /// - Throws: ``SettingError``.
    func passwords() throws -> PasswordHashing {
        let reader = try SettingSources.read().reader
        let settings = try HasherSettings(reader, hasher: hasher)
        return PasswordHashing(
            PasswordHashing.allHashers(preferring: settings.hasher) + [InsecureMD5Hasher()],
            limits: try HashLimits(reader))
    }
}

/// One encoded hash, or lines of them.
struct EncodedHashInput: ParsableArguments {
    @OptionGroup var options: HasherOptions

    @Argument(help: "The encoded hash; put it in single quotes.") var encoded: String?

    func validate() throws {
        if options.jsonLines != (encoded == nil) {
            throw ValidationError("give either an encoded hash or --json-lines")
        }
    }
}

extension SiteSettings.HasherName: ExpressibleByArgument {}
