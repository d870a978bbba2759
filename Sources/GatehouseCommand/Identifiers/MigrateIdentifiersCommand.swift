import ArgumentParser
import Gatehouse
import GatehouseIdentifiers

/// Gives accounts the user names that their documents have.
struct MigrateIdentifiersCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "migrate", abstract: "Give accounts the user names that their documents have.",
        discussion: """
            For accounts that a Django brought along with its field `username`: they sign in by it where GATEHOUSE_FEATURES \
            names `usernames`. It shows what it would do, and does it with --apply, also beside a site that runs. Accounts \
            that have a user name keep it, so it can be run again after an interruption. A name that the rules do not allow \
            or that an earlier account has is left out and printed, with the account's key. Status: 0 done; 1 some were left \
            out; 2 wrong usage.
            """)

    @Flag(help: "Write the names.") var apply = false
    @Option(help: "The field of the documents.") var field = UserNameRules.field

    func validate() throws {
        guard !field.isEmpty, !field.hasPrefix("$"), !field.contains("\0"), !field.contains(".") else {
            throw ValidationError("--field must be the name of a field of the documents themselves, without dots.")
        }
    }

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        try await run(site) { print($0) }
    }

    /// - Parameter tell: prints a line.
    func run<User: SiteAccount>(_ site: SiteAccounts<User>, _ tell: (String) -> Void) async throws {
        let migration = UserNameMigration(of: site.accounts.documents, in: site.gatehouse.database)
        var (new, present, leftOut) = (0, 0, 0)
        try await migration.run(field: field, applies: apply) { name in
            switch name.outcome {
            case .pending, .written: new += 1
            case .present: present += 1
            default: leftOut += name.isLeftOut ? 1 : 0
            }
            if let line = Self.line(name) { tell(line.plainForTerminal) }
        }
        tell(
            apply
                ? "\(new) written, \(present) accounts had a user name."
                : "\(new) to write, \(present) accounts have a user name. Nothing was written; --apply does it.")
        guard leftOut == 0 else {
            throw StartError("\(leftOut) names were left out. Their accounts sign in by their address alone.")
        }
    }

    /// What is told of a name that is not written; nil for the others.
    private static func line(_ name: MigratedName) -> String? {
        switch name.outcome {
        case .pending, .written, .present: nil
        case .taken(let holder): "\(name.account)  \(name.typed): account \(holder) has this name"
        case .refused(let messages):
            "\(name.account)  \(name.typed): "
                + messages.map { "\($0.code) (\($0.text))" }.joined(separator: ", ")
        case .unreadableKey: "\(name.account)  \(name.typed): this site cannot read the account's key"
        case .gone: "\(name.account)  \(name.typed): the account was deleted in the meantime"
        }
    }
}
