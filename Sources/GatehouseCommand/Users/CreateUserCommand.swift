import ArgumentParser
import Gatehouse

/// Makes an account.
struct CreateUserCommand: AccountCommand {
    static let configuration = CommandConfiguration(commandName: "create", abstract: "Make an account.")

    @Option(help: "Its e-mail address.") var email: String
    @Option(help: "The first name.") var firstName: String
    @Option(help: "The last name.") var lastName: String
    @Flag(help: "It may do everything.") var superuser = false
    @OptionGroup var output: UserOutput

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        let password = try PasswordPrompt.read(confirming: true)
        var user = try await site.accounts.signUp(
            email: email, password: password,
            fields: [AccountField.firstName: firstName, AccountField.lastName: lastName])
        if superuser {
            _ = try await site.administration.setSuperuser(true, of: user)
            user = try await site.again(user)
        }
        site.print(user, output)
    }
}
