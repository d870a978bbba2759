import ArgumentParser
import Gatehouse
import GatehouseBase

/// Work with the site's secret key.
struct SecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "secret", abstract: "Make secret keys.", subcommands: [NewSecretCommand.self])
}

/// Makes a secret key.
struct NewSecretCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "new", abstract: "Print a new key for GATEHOUSE_SECRET_KEY.")

    /// Letters and digits only, so that no shell and no file takes any of them for something else: 381 bits.
    private static let length = 64

    func run() { print(RandomText.make(count: Self.length)) }
}
