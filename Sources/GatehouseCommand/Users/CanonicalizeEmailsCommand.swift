import ArgumentParser
import Gatehouse

/// Brings stored addresses into the form in which the site stores them.
struct CanonicalizeEmailsCommand: AccountCommand {
    static let configuration = CommandConfiguration(
        commandName: "canonicalize-emails", abstract: "Bring stored addresses into the site's own form.",
        discussion: """
            Other programs store addresses as they were typed. Their accounts sign in by every spelling all the same; \
            this command stores them in small letters, domains in ASCII, without a dot at the end. It shows what it would \
            do, and does it with --apply. Where several accounts have one mailbox it changes none of them: decide whose \
            the address is, and change or delete the others. Status: 0 done; 1 some accounts share a mailbox.
            """)

    @Flag(help: "Write the changes.") var apply = false

    func run<User: SiteAccount>(_ site: SiteAccounts<User>) async throws {
        var counts: [CanonicalizedEmail.Outcome: Int] = [:]
        try await site.administration.canonicalizeEmails(applies: apply) { email in
            counts[email.outcome, default: 0] += 1
            print(Self.line(email).plainForTerminal)
        }
        let (pending, changed, taken) = (counts[.pending] ?? 0, counts[.changed] ?? 0, counts[.taken] ?? 0)
        print(apply ? "\(changed) changed." : "\(pending) to change. Nothing was written; --apply does it.")
        guard taken == 0 else {
            throw StartError("\(taken) accounts share their mailbox with another account and were left as they are.")
        }
    }

    private static func line(_ email: CanonicalizedEmail) -> String {
        let change = "\(email.account)  \(email.stored) -> \(email.canonical)"
        let others = email.others.joined(separator: ", ")
        return switch email.outcome {
        case .taken: "\(email.account)  \(email.stored): shares its mailbox with \(others)"
        case .isKey: "\(email.account)  is the account's key and stays; it signs in by every spelling"
        case .gone: "\(change): changed or deleted meanwhile"
        default: change
        }
    }
}

extension String {
    /// What somebody typed must not move the terminal's cursor.
    var plainForTerminal: String {
        unicodeScalars.map { $0.properties.generalCategory == .control ? "?" : String($0) }.joined()
    }
}
