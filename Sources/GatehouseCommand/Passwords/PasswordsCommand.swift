import ArgumentParser

/// Work with encoded password hashes.
struct PasswordsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "passwords", abstract: "Make, verify and identify encoded password hashes.",
        discussion: """
            A password comes from the terminal, without echo, or from standard input: never from an argument, where \
            other users of the machine would see it.
            """,
        subcommands: [HashCommand.self, VerifyCommand.self, IdentifyCommand.self])
}
