import ArgumentParser
import Foundation
import Gatehouse

/// The program `gatehouse`: the ready-made accounts site.
@main
struct GatehouseCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "gatehouse", abstract: "Accounts and sessions for Swift servers, with MongoDB.",
        subcommands: [
            ServeCommand.self, PasswordsCommand.self, SecretCommand.self, SessionsCommand.self, UsersCommand.self,
            FeaturesCommand.self, IdentifiersCommand.self, CheckCommand.self,
        ],
        defaultSubcommand: ServeCommand.self)

    /// Wrong usage ends with 2, everything else that fails with 1.
    static func main() async {
        do {
            var command = try parseAsRoot()
            if var asynchronous = command as? any AsyncParsableCommand {
                try await asynchronous.run()
            } else {
                try command.run()
            }
        } catch let error as SettingError {
            fail("\(error)", status: error.status)
        } catch let error as StartError {
            fail("\(error)", status: 1)
        } catch let error as PasswordError {
            // A hash that cannot be verified is neither right nor wrong.
            fail("\(error)", status: error.isOfHash ? 2 : 1)
        } catch {
            guard exitCode(for: error) == .validationFailure else { exit(withError: error) }
            fail(fullMessage(for: error), status: 2)
        }
    }

    private static func fail(_ message: String, status: Int32) -> Never {
        FileHandle.standardError.write(Data("gatehouse: \(message)\n".utf8))
        Foundation.exit(status)
    }
}
