import ArgumentParser
import Foundation
import Gatehouse

/// Finds accounts whose documents cannot be read.
struct CheckCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "check", abstract: "Find accounts whose documents cannot be read.",
        discussion: """
            Goes through all accounts, and prints for each that does not fit its type its _id, the field and what is \
            wrong with it, as extended JSON. Status: 0 all fit; 1 some do not.
            """)

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        var wrong = 0
        let count = try await site.accounts.documents.check { error in
            wrong += 1
            print(UnreadableText.line(error))
        }
        guard wrong == 0 else {
            throw StartError("\(wrong) of \(count) accounts cannot be read. Mend them in MongoDB, or remove them.")
        }
        print("All \(count) accounts can be read.")
    }
}

/// What is told of a document that cannot be read.
enum UnreadableText {
    static func line(_ error: DocumentError) -> String {
        "_id \(error.keyText)  \(error.reason)".plainForTerminal
    }
}
