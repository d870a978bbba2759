import ArgumentParser
import Gatehouse

/// Gives an account a new password.
struct SetPasswordCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "set-password", abstract: "Give an account a new password, and end its sessions.")

    @Argument(help: "Its e-mail address or its key.") var user: String
    @OptionGroup var output: UserOutput

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        var user = try await site.find(user)
        let password = try PasswordPrompt.read(confirming: true)
        guard try await site.administration.setPassword(password, of: &user) != nil else {
            throw StartError("The account changed meanwhile. Try again.")
        }
        site.print(user, output)
    }
}

/// Lets an account sign in again.
struct ActivateUserCommand: AccountCommand {
    static let configuration = CommandConfiguration(commandName: "activate", abstract: "Let an account sign in again.")

    @Argument(help: "Its e-mail address or its key.") var user: String
    @OptionGroup var output: UserOutput

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        let user = try await site.find(user)
        _ = try await site.administration.setActive(true, of: user)
        site.print(try await site.again(user), output)
    }
}

/// Lets an account sign in no more.
struct DeactivateUserCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "deactivate", abstract: "Let an account sign in no more, and end its sessions.")

    @Argument(help: "Its e-mail address or its key.") var user: String
    @OptionGroup var output: UserOutput

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        let user = try await site.find(user)
        _ = try await site.administration.setActive(false, of: user)
        site.print(try await site.again(user), output)
    }
}

/// Deletes an account.
struct DeleteUserCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "delete", abstract: "Delete an account, and end its sessions.")

    @Argument(help: "Its e-mail address or its key.") var user: String
    @OptionGroup var output: UserOutput

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        let user = try await site.find(user)
        guard try await site.administration.delete(user) != nil else { throw StartError("The account is gone.") }
        site.print(user, output)
    }
}

/// Shows or changes the groups of an account.
struct UserGroupsCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "groups", abstract: "Show the groups of an account, or change them.")

    @Argument(help: "Its e-mail address or its key.") var user: String
    @Option(help: "Put it into a group. May be given again.") var add: [String] = []
    @Option(help: "Take it out of a group. May be given again.") var remove: [String] = []
    @OptionGroup var output: UserOutput

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        var user = try await site.find(user)
        if !add.isEmpty || !remove.isEmpty {
            var groups = user.groups.filter { !remove.contains($0) }
            for name in add where !groups.contains(name) { groups.append(name) }
            _ = try await site.administration.setGroups(groups, of: user)
            user = try await site.again(user)
        }
        if output.json { site.print(user, output) } else { for name in user.groups { print(name) } }
    }
}
