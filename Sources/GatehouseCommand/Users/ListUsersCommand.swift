import ArgumentParser
import Gatehouse

/// Shows accounts.
struct ListUsersCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the accounts.",
        discussion: "An account whose document cannot be read is named after the others, with status 1.")

    @Option(help: "How many at most.") var limit = 100
    @OptionGroup var output: UserOutput

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
    }

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        let found = try await site.accounts.documents.findReadable(sortedBy: { [$0.id.ascending] }, limit: limit)
        for user in found.documents { site.print(user, output) }
        guard !found.unreadable.isEmpty else { return }
        let lines = found.unreadable.map(UnreadableText.line)
        throw StartError(
            (["These accounts cannot be read:"] + lines + ["`gatehouse check` names all there are."])
                .joined(separator: "\n"))
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
