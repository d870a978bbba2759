public import GatehouseDocuments

/// Something that must be so, or that is used up, when an account is made: an invitation, a seat, a name on a list.
///
/// It is asked when all else is right, in the transaction in which the account is stored: either both happen or neither.
/// So a sign-up that is refused uses nothing up, and of many at a time with one invitation one gets it.
///
/// ```swift
/// SignUpCondition<User>("invitation", fields: ["invitation"]) { account, database in
///     let invitations = SingleUseTokens(in: database)
///     guard try await invitations.consume(account["invitation"], for: .invitation) != nil else {
///         throw InvalidInput(Message("no_invitation", "This invitation is no longer valid."), of: "invitation")
///     }
/// }
/// ```
///
/// Transactions need a replica set of MongoDB.
public struct SignUpCondition<User: Account>: Sendable {
    /// Its name, for logs: small letters, digits and hyphens.
    public let name: String
    /// The names of what a visitor sends for it, apart from the fields of the document.
    public let fields: Set<String>
    let check: @Sendable ([String: String]) async throws -> Void
    let meet: @Sendable (NewAccount<User>, DocumentDatabase) async throws -> Void

    /// A condition.
    ///
    /// - Parameters:
    ///   - fields: the names of what sign-up sends for it, apart from the fields of the document.
    ///   - check: tells early what will be refused, with what was sent by field, before a mail asks to verify an address. It
    ///     uses nothing up.
    ///   - meet: refuses the account, or uses up what it needs, with the database that it is given and nothing else: it may
    ///     run again from its beginning. An `InvalidInput` goes to the form, any other `RefusalError` answers.
    public init(
        _ name: String, fields: Set<String> = [],
        check: @escaping @Sendable ([String: String]) async throws -> Void = { _ in },
        meet: @escaping @Sendable (NewAccount<User>, DocumentDatabase) async throws -> Void
    ) {
        self.name = name
        self.fields = fields
        self.check = check
        self.meet = meet
    }
}

/// An account that is about to be made.
public struct NewAccount<User: Account>: Sendable {
    /// The account, with its key. Nobody else sees it yet.
    public let user: User
    /// What was sent besides the fields of the document, by name.
    let sent: [String: String]

    /// What was sent under a name that the condition asks for; empty for nothing.
    public subscript(name: String) -> String { sent[name] ?? "" }
}

/// The conditions of a site's sign-up, and the database in which they and the accounts are.
public struct SignUpConditions<User: Account>: Sendable {
    let all: [SignUpCondition<User>]
    let database: DocumentDatabase

    /// Conditions, asked in order.
    ///
    /// - Parameter database: that of the accounts.
    public init(_ all: [SignUpCondition<User>], in database: DocumentDatabase) {
        self.all = all
        self.database = database
    }

    /// The names of what a visitor sends for them.
    package var fields: Set<String> { all.reduce(into: []) { $0.formUnion($1.fields) } }

    func check(_ sent: [String: String]) async throws {
        for condition in all { try await condition.check(sent) }
    }

    func meet(_ user: User, _ sent: [String: String], in database: DocumentDatabase) async throws {
        for condition in all { try await condition.meet(NewAccount(user: user, sent: sent), database) }
    }
}
