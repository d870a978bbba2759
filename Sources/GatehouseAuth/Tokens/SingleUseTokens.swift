import Crypto
public import Foundation
import GatehouseBSON
import GatehouseBase
public import GatehouseDocuments

/// Texts that prove something once: that somebody reads a mailbox, may set a new password, was invited.
///
/// ```swift
/// let tokens = SingleUseTokens(in: .mongo(gatehouse.mongo))
/// try await tokens.ensureIndexes().log(to: logger)
/// let text = try await tokens.issue(.passwordReset, for: user.id, validFor: .seconds(3600))
/// if let token = try await tokens.consume(text, for: .passwordReset) { … token.account … }
/// ```
///
/// A text has 256 random bits. The store holds its SHA-256, so who reads the store can use none of them.
public struct SingleUseTokens: Sendable {
    /// What a token is good for, and for nothing else.
    public struct Purpose: Sendable, Hashable, ExpressibleByStringLiteral {
        let name: String
        /// A purpose of your own.
        public init(_ name: String) { self.name = name }
        /// A purpose of the literal's name.
        public init(stringLiteral name: String) { self.name = name }

        /// To show that somebody reads the mailbox of an account's address.
        public static let emailVerification: Purpose = "email-verification"
        /// To set a new password without the old one.
        public static let passwordReset: Purpose = "password-reset"
        /// To give an account another address, which is the token's data.
        public static let emailChange: Purpose = "email-change"
        /// To make an account.
        public static let invitation: Purpose = "invitation"
        /// To make the account that was asked for, which is the token's data.
        public static let signUp: Purpose = "sign-up"
        /// The same for an account that is signed in to by other means than a password; nil for a password.
        static func signUp(by way: String?) -> Purpose { way.map { Purpose("sign-up-\($0)") } ?? .signUp }
        /// Nothing. Where one is stored for the sake of the work, its text is thrown away.
        static let nothing: Purpose = "nothing"
    }

    /// What a token says.
    public struct Token: Sendable, Hashable {
        /// The key, as text, of the account that it was issued for; nil for none.
        public let account: String?
        /// What it carries, such as a new address.
        public let data: String?
        /// When it was issued.
        public let issuedAt: Date
    }

    private let rows: Documents<TokenRow>
    private let now: @Sendable () -> Date

    /// Tokens of a database, in the collection `tokens`.
    public init(in database: DocumentDatabase, now: @escaping @Sendable () -> Date = { Date() }) {
        rows = Documents(TokenRow.self, in: database)
        self.now = now
    }

    /// The same tokens in a database that is part of a transaction.
    func `in`(_ database: DocumentDatabase) -> SingleUseTokens { SingleUseTokens(in: database, now: now) }

    /// Makes the indexes by which tokens go when they have ended, and are found by account.
    ///
    /// - Throws: `IndexConflictError`, `MongoError`.
    public func ensureIndexes() async throws -> IndexReport { try await rows.ensureIndexes() }

    /// A new token's text: 43 characters of `A-Za-z0-9-_`.
    ///
    /// - Parameters:
    ///   - purpose: what it is good for.
    ///   - account: the key, as text, of the account that it is for; nil for nobody's yet.
    ///   - data: what it carries, in clear in the store.
    ///   - validFor: how long.
    /// - Throws: `MongoError`.
    public func issue(
        _ purpose: Purpose, for account: String?, data: String? = nil, validFor: Duration
    ) async throws -> String {
        let secret = Base64URL.encode(RandomText.bytes(count: 32))
        let date = now()
        var row = TokenRow(
            id: Self.key(secret), purpose: purpose.name, account: account, data: data, issuedAt: date,
            expiresAt: date.adding(validFor))
        try await rows.insert(&row)
        return secret
    }

    /// Uses a token up, and tells what it says; nil for one that is not there, is over, or is good for something else.
    /// Of many callers with one text one gets it. One that is good for something else stays.
    ///
    /// - Throws: `MongoError`.
    public func consume(_ text: String, for purpose: Purpose) async throws -> Token? {
        guard Self.canBe(text) else { return nil }
        let (key, now) = (Self.key(text), now())
        let row = try await rows.take { $0.id == key && $0.purpose == purpose.name && $0.expiresAt > now }
        return row.map(\.token)
    }

    /// What a token says, without using it up: to show a form before it is sent.
    ///
    /// - Throws: `MongoError`.
    public func peek(_ text: String, for purpose: Purpose) async throws -> Token? {
        guard Self.canBe(text) else { return nil }
        let (key, now) = (Self.key(text), now())
        return try await rows.first { $0.id == key && $0.purpose == purpose.name && $0.expiresAt > now }.map(\.token)
    }

    /// Ends all tokens of an account for a purpose, and tells how many.
    ///
    /// - Throws: `MongoError`.
    @discardableResult
    public func revokeAll(_ purpose: Purpose, of account: String) async throws -> Int {
        try await rows.delete { $0.account == account && $0.purpose == purpose.name }
    }

    /// Ends all tokens of an account, whatever they are for, and tells how many.
    ///
    /// - Throws: `MongoError`.
    @discardableResult
    public func revokeAll(of account: String) async throws -> Int { try await rows.delete { $0.account == account } }

    private static func canBe(_ text: String) -> Bool { text.utf8.count == 43 }

    private static func key(_ secret: String) -> String { Hexadecimal.text(SHA256.hash(data: Array(secret.utf8))) }
}

/// A token as it is stored.
struct TokenRow: Document {
    static let collection = "tokens"
    var id: String?
    var purpose: String
    var account: String?
    var data: String?
    var issuedAt: Date
    var expiresAt: Date

    static let schema = Schema<TokenRow> {
        PrimaryKey(\.id, .assigned)
        Field("purpose", \.purpose)
        Field("account", \.account)
        Field("data", \.data)
        Field("issued_at", \.issuedAt)
        Field("expires_at", \.expiresAt)
        Index(.ascending(\.expiresAt), .expiring(after: .seconds(0)))
        Index(.ascending(\.account), .ascending(\.purpose))
    }

    var token: SingleUseTokens.Token {
        SingleUseTokens.Token(account: account, data: data, issuedAt: issuedAt)
    }
}
