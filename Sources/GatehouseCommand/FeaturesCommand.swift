import ArgumentParser
import Gatehouse

/// Does what the site's features offer to operators.
struct FeaturesCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "features", abstract: "Do what the site's features offer to operators.",
        discussion: """
            Without a command, lists them. Settings come from the environment and the file .env, as for `serve`. \
            Status: 0 done; 1 refused, or there is no such command; 2 wrong usage.
            """)

    @Argument(parsing: .captureForPassthrough, help: "The command of a feature, and what it takes.")
    var command: [String] = []

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws { print(try await answer(site)) }

    func answer<User: SiteAccount>(_ site: SiteAccounts<User>) async throws -> String {
        guard !command.isEmpty else {
            let lines = site.gatehouse.commands.map { "\($0.name)  \($0.summary)" }
            return lines.isEmpty ? "The site's features have no commands." : lines.joined(separator: "\n")
        }
        do {
            return try await site.gatehouse.run(command: command)
        } catch let error as FeatureError {
            throw StartError("\(error)")
        }
    }
}
