import ArgumentParser
import Gatehouse

/// Makes an encoded hash.
struct HashCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "hash", abstract: "Make the encoded hash of a password.",
        discussion: """
            With --json-lines, reads {"password": …} a line and writes {"encoded": …} or {"error": …} a line, in order.
            """)

    @OptionGroup var options: HasherOptions

    func run() async throws {
        let passwords = try options.passwords()
        if options.jsonLines {
            try await JSONLines.each { line in
                guard let password = line["password"]?.string else { throw LineError("needs the member \"password\"") }
                return ["encoded": .string(try await passwords.hash(password).text)]
            }
        } else {
            print(try await passwords.hash(try PasswordPrompt.read(confirming: true)).text)
        }
    }
}
