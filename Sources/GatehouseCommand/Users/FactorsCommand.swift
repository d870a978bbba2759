import ArgumentParser
import Gatehouse

/// Work with the second factors of accounts.
struct FactorsCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "factors", abstract: "Show the second factors of an account, or take them away.",
        subcommands: [ListFactorsCommand.self, RemoveFactorsCommand.self])
}

/// Shows the second factors of an account.
struct ListFactorsCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the second factors of an account, a line each.")

    @Argument(help: "Its e-mail address or its key.") var user: String

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        guard let id = try await site.find(user).id else { return }
        for factor in try await site.accounts.factors(of: id) { print(factor.name) }
    }
}

/// Takes all second factors from an account, whose owner has lost them.
struct RemoveFactorsCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "remove", abstract: "Take all second factors from an account, and end its sessions.",
        discussion: """
            For somebody who has lost them. Make sure first, by another way, that it is the account's owner, who is told \
            by mail where the site has some.
            """)

    var tellsOwners: Bool { true }

    @Argument(help: "Its e-mail address or its key.") var user: String

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        let ended = try await site.administration.resetFactors(of: try await site.find(user))
        print("Removed. \(ended) sessions ended.")
    }
}
