import ArgumentParser

/// Work with the site's accounts.
struct UsersCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "users", abstract: "Make, show and change the site's accounts.",
        discussion: """
            Settings come from the environment and the file .env, as for `serve`. An account is named by its e-mail \
            address or its key. Passwords are asked for without echo, or read from the first line of standard input. \
            Status: 0 done; 1 refused, or the account is not there; 2 wrong usage.
            """,
        subcommands: [
            CreateUserCommand.self, ListUsersCommand.self, ShowUserCommand.self, SetPasswordCommand.self,
            ActivateUserCommand.self, DeactivateUserCommand.self, DeleteUserCommand.self, UserGroupsCommand.self,
            CanonicalizeEmailsCommand.self, FactorsCommand.self,
        ])
}

/// What all commands about accounts can print.
struct UserOutput: ParsableArguments {
    @Flag(
        help: """
            Print one JSON object a line: id, email, first_name, last_name, is_active, is_superuser, permissions, \
            groups, last_signin_date, signup_date.
            """)
    var json = false
}

/// A command about the site's accounts, whatever their key.
protocol AccountCommand: AsyncParsableCommand {
    /// Whether accounts' owners are told by mail what it does, where the site has mail.
    var tellsOwners: Bool { get }
    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws
}

extension AccountCommand {
    var tellsOwners: Bool { false }

    func run() async throws {
        let settings = try SiteSettings.read()
        try await SiteAccountsOpener.open(settings, for: self)
    }
}
