import ArgumentParser
import Foundation
import Gatehouse

/// Finds accounts that cannot be read, or cannot sign in by the hash that they have.
struct CheckCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find accounts that cannot be read, or whose hashes cannot be verified.",
        discussion: """
            Goes through all accounts, and prints for each that does not fit its type its _id, the field and what is \
            wrong with it, as extended JSON; and for each whose stored hash costs more than the limits allow, or cannot \
            be read, its _id and which of both. Status: 0 nothing was found; 1 something was.
            """)

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        var (unreadable, unverifiable) = (0, 0)
        let count = try await site.accounts.check(
            unreadable: { error in
                unreadable += 1
                print(UnreadableText.line(error))
            },
            unverifiable: { user, error in
                unverifiable += 1
                let key = try user.id?.bsonValue().extendedJSON() ?? ""
                print("_id \(key)  password: \(error.message)".plainForTerminal)
            })
        var found: [String] = []
        if unreadable > 0 {
            found.append("\(unreadable) of \(count) accounts cannot be read. Mend them in MongoDB, or remove them.")
        }
        if unverifiable > 0 {
            found.append(
                """
                \(unverifiable) of \(count) accounts have a hash that sign-in refuses. Their owners need a new password: \
                by a reset, or `gatehouse users set-password`.
                """)
        }
        guard found.isEmpty else { throw StartError(found.joined(separator: "\n")) }
        print("All \(count) accounts can be read, and their hashes verified.")
    }
}

/// What is told of a document that cannot be read.
enum UnreadableText {
    static func line(_ error: DocumentError) -> String {
        "_id \(error.keyText)  \(error.reason)".plainForTerminal
    }
}
