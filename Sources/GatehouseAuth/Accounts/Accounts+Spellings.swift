import GatehouseBSON
public import GatehouseDocuments

/// Addresses that other programs stored in spellings of their own: with capitals, with domains in their own script, with
/// a dot at the end. Their accounts are found by every spelling all the same.
extension Accounts {
    /// What an address that is stored in another form has: a capital, a sign beyond ASCII in its domain, or a dot at the end.
    static var uncanonical: String { "^(?:[!-~]*[A-Z][!-~]*@|[!-~]+@(?:.*[A-Z]|.*[^ -~]|.*\\.$))" }

    /// Makes the indexes of the accounts that are not there yet: those of the schema, and one by which addresses are found
    /// in whatever spelling another program stored them.
    ///
    /// - Throws: as `Documents.ensureIndexes()`.
    public func ensureIndexes() async throws -> IndexReport {
        try await documents.ensureIndexes(findingInAnyCase: AccountField.email)
    }

    /// How many accounts have an address that is not stored in its canonical form.
    ///
    /// - Throws: `MongoError`.
    public func countUncanonicalEmails() async throws -> Int {
        try await documents.count(AccountField.email, matching: Self.uncanonical)
    }
}

/// What becomes of an address that is not stored in its canonical form.
public struct CanonicalizedEmail: Sendable, Hashable {
    /// What became of it. Open-ended: later versions may add outcomes.
    public struct Outcome: Sendable, Hashable, CustomStringConvertible {
        /// The outcome in a word, as the command line prints it.
        public let description: String
        /// It can be changed.
        public static let pending = Outcome(description: "pending")
        /// It was changed.
        public static let changed = Outcome(description: "changed")
        /// Another account has the same mailbox: somebody must decide whose it is.
        public static let taken = Outcome(description: "taken")
        /// It is the account's key, which nothing can change.
        public static let isKey = Outcome(description: "is key")
        /// The account was changed or removed in the meantime.
        public static let gone = Outcome(description: "gone")
    }

    /// The account's key, as text.
    public let account: String
    /// The address as it is, or was, stored.
    public let stored: String
    /// Its canonical form.
    public let canonical: String
    /// What became of it.
    public let outcome: Outcome
    /// The keys of the other accounts with the same mailbox.
    public let others: [String]
}

extension AccountAdministration {
    /// Goes through the accounts whose address is not stored in its canonical form, and gives it to them.
    ///
    /// Each is one conditional write; nobody is signed out, and links that wait stay good.
    ///
    /// - Parameters:
    ///   - applies: whether to write; without, it is only told what would be done.
    ///   - report: learns what became of each.
    /// - Throws: `MongoError`; what the report throws.
    public func canonicalizeEmails(
        applies: Bool, _ report: (CanonicalizedEmail) throws -> Void
    ) async throws {
        let documents = accounts.documents
        try await documents.texts(AccountField.email, matching: Accounts<User>.uncanonical) { id, stored in
            guard let address = EmailAddress(stored), EmailAddress(canonical: stored) == nil else { return }
            let same = try await documents.keys(AccountField.email, inAnyCase: address.spellings)
            let others = same.filter { $0.id != id && EmailAddress($0.text) == address }.map(\.id)
            let outcome = try await canonicalize(stored, address, of: id, others.isEmpty, applies)
            try report(
                CanonicalizedEmail(
                    account: id.keyText, stored: stored, canonical: address.text, outcome: outcome,
                    others: others.map(\.keyText)))
        }
    }

    private func canonicalize(
        _ stored: String, _ address: EmailAddress, of id: User.ID, _ isAlone: Bool, _ applies: Bool
    ) async throws -> CanonicalizedEmail.Outcome {
        let name = accounts.documents.stored(AccountField.email)
        guard isAlone else { return .taken }
        guard name != "_id" else { return .isKey }
        guard applies else { return .pending }
        do {
            let isDone = try await accounts.documents.set(
                [name: .string(address.text)], of: id, where: [name: .string(stored)])
            return isDone ? .changed : .gone
        } catch let error as DocumentError where error.code == .duplicate {
            return .taken
        }
    }
}
