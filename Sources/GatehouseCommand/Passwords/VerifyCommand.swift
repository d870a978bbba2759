import ArgumentParser
import Gatehouse

/// Verifies passwords against encoded hashes.
struct VerifyCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "verify", abstract: "Verify a password against an encoded hash.",
        discussion: """
            Ends with status 0 when the password is right, 1 when it is wrong, and 2 when the hash cannot be read or \
            costs too much. With --json-lines, reads \
            {"password": …, "encoded": …} a line and writes {"valid": …, "algorithm": …, "needs_rehash": …} or \
            {"error": …} a line, in order; needs_rehash tells of the hash, whether or not the password is right.
            """)

    @OptionGroup var input: EncodedHashInput

    func run() async throws {
        let passwords = try input.options.passwords()
        if let encoded = input.encoded {
            let verdict = try await passwords.verify(try PasswordPrompt.read(confirming: false), PasswordHash(encoded))
            print(verdict.isCorrect ? "right" : "wrong")
            if !verdict.isCorrect { throw ExitCode(1) }
            return
        }
        try await JSONLines.each { line in
            guard let password = line["password"]?.string, let encoded = line["encoded"]?.string else {
                throw LineError("needs the members \"password\" and \"encoded\"")
            }
            let verdict = try await passwords.verify(password, PasswordHash(encoded))
            return [
                "valid": .bool(verdict.isCorrect),
                "algorithm": passwords.identify(encoded).map { .string($0) } ?? .null,
                "needs_rehash": .bool(passwords.needsRehash(encoded)),
            ]
        }
    }
}
