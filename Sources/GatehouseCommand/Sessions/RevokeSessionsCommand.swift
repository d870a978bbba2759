import ArgumentParser
import Gatehouse

/// Ends sessions.
struct RevokeSessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "revoke", abstract: "End sessions.",
        discussion: "Prints how many ended. Status 1 when one of the named sessions was not there.")

    @Argument(help: "The sessions, as `list` names them.")
    var ids: [String] = []

    @Option(help: "End all sessions of the account with this key.")
    var account: String?

    @Option(help: "With --account: the session that stays.")
    var except: String?

    func validate() throws {
        guard ids.isEmpty != (account == nil) else { throw ValidationError("Name sessions, or an --account.") }
        guard except == nil || account != nil else { throw ValidationError("--except needs --account.") }
        for text in ids + [except].compactMap(\.self) where SessionID(text) == nil {
            throw ValidationError("A session is named by 64 hexadecimal digits, in lower case.")
        }
    }

    func run() async throws {
        var missing = 0
        try await SiteSessions.withDirectory { directory in
            var ended = 0
            if let account {
                ended = try await directory.revokeAll(of: account, except: except.flatMap { SessionID($0) })
            }
            for id in ids.compactMap({ SessionID($0) }) {
                if try await directory.revoke(id) { ended += 1 } else { missing += 1 }
            }
            print(ended)
        }
        if missing > 0 { throw ExitCode(1) }
    }
}
