import ArgumentParser

/// Work with the names, besides their addresses, by which accounts sign in.
struct IdentifiersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "identifiers", abstract: "Bring along the user names of accounts.",
        subcommands: [MigrateIdentifiersCommand.self])
}
