import GatehouseBase
import GatehouseDocuments

extension Documents where Root: Account {
    /// The account of an address, in whatever spelling another program stored it: the one that has it exactly as it was
    /// typed, else the one that has it in its canonical form, else any. One query, whether there is one or not.
    func find(email: EmailAddress) async throws -> Root? {
        let found = try await all(email: email)
        guard found.count > 1 else { return found.first }
        for text in [email.typed, email.text, email.shown] {
            if let exact = found.first(where: { $0.email.hasBytes(of: text) }) { return exact }
        }
        return found.min { $0.email < $1.email }
    }

    /// All accounts of an address: several, where another program stored it in several spellings.
    func all(email: EmailAddress) async throws -> [Root] {
        // The database takes a little more for the same than an address does, such as accents written otherwise.
        try await find(AccountField.email, inAnyCase: email.spellings).filter { email.isMailbox(of: $0.email) }
    }
}
