import ArgumentParser
import Gatehouse

/// What the commands about hashes have in common.
struct HasherOptions: ParsableArguments {
    @Option(help: "The preferred algorithm: argon2, scrypt, pbkdf2_sha256 or bcrypt_sha256.")
    var hasher: SiteSettings.HasherName = .argon2

    @Flag(help: "Read and write one JSON object a line.")
    var jsonLines = false

    /// Hashing with the preferred algorithm, all others known.
    func passwords() -> PasswordHashing {
        PasswordHashing(PasswordHashing.allHashers(preferring: hasher.hasher) + [InsecureMD5Hasher()])
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
