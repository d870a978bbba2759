import ArgumentParser
import Gatehouse

/// Shows accounts.
struct ListUsersCommand: AccountCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "Show the accounts.")

    @Option(help: "How many at most.") var limit = 100
    @OptionGroup var output: UserOutput

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
    }

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        for user in try await site.accounts.documents.find(sortedBy: { [$0.id.ascending] }, limit: limit) {
            site.print(user, output)
        }
    }
}

/// Shows one account.
struct ShowUserCommand: AccountCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show an account.")

    @Argument(help: "Its e-mail address or its key.") var user: String
    @OptionGroup var output: UserOutput

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        site.print(try await site.find(user), output)
    }
}
