public import GatehouseAuth
import GatehouseBase
public import GatehouseDocuments

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// The recovery codes of a site's accounts: ten that count once each, for somebody who has lost the other factors.
public struct RecoveryCodes<User: Account>: SecondFactor {
    /// `recovery-code`.
    public let name = "recovery-code"
    /// Codes that are left over alone ask for nothing (AS6).
    public let isAskedFor = false
    /// How many a set has.
    public static var count: Int { 10 }

    let sets: Documents<RecoveryCodeSet>
    private let now: @Sendable () -> Date

    /// The codes of a database, in the collection `recovery_codes`.
    public init(in database: DocumentDatabase, now: @escaping @Sendable () -> Date = { Date() }) {
        sets = Documents(RecoveryCodeSet.self, in: database)
        self.now = now
    }

    /// Makes a set of codes, which ends the one before (RC3).
    ///
    /// - Returns: the codes, to be shown once: the store has their hashes alone.
    /// - Throws: `MongoError`.
    public func make(for account: User.ID) async throws -> [String] {
        let (key, date) = (account.keyText, now())
        let codes = (0..<Self.count).map { _ in RecoveryCode.make() }
        let hashes = codes.map { RecoveryCode.hash(RecoveryCode.letters(of: $0) ?? "", of: key) }
        for attempt in 0... {
            do {
                try await sets.modify({ $0.id == key }, upsert: true) { [$0.codes.set(hashes), $0.made.set(date)] }
                break
            } catch let error as DocumentError where error.code == .duplicate && attempt == 0 {
                // Another request made the account's first set at the same moment.
                continue
            }
        }
        return codes
    }

    /// How many are left, and when they were made; nil where an account never made some.
    ///
    /// - Throws: `MongoError`.
    public func left(of account: User.ID) async throws -> (count: Int, made: Date)? {
        try await sets.find(account.keyText).map { ($0.codes.count, $0.made) }
    }

    /// Whether an account has a code left.
    ///
    /// - Throws: `MongoError`.
    public func isSetUp(for account: User.ID) async throws -> Bool {
        try await left(of: account).map { $0.count > 0 } ?? false
    }

    /// Takes a code and uses it up: of many callers with the same code one is let in (RC2).
    ///
    /// - Parameter shown: the code under `code`, in upper or lower case, with or without hyphens.
    /// - Throws: `MongoError`.
    public func check(_ shown: Credentials, of user: User) async throws -> [AuthenticationMethod] {
        guard let key = user.id?.keyText, let letters = RecoveryCode.letters(of: shown["code"] ?? "") else { return [] }
        let hash = RecoveryCode.hash(letters, of: key)
        // Taken by the write that checks: of many callers one gets it (RC2).
        let taken = try await sets.modify({ $0.id == key && $0.codes.contains(hash) }, { [$0.codes.pull(hash)] })
        return taken == nil ? [] : [.oneTimePassword]
    }

    /// Removes the codes of an account.
    ///
    /// - Throws: `MongoError`.
    public func remove(from account: User.ID) async throws {
        let key = account.keyText
        _ = try await sets.delete { $0.id == key }
    }
}

/// An account's codes, by the text of its key.
struct RecoveryCodeSet: Document {
    static let collection = "recovery_codes"
    var id: String?
    /// Hashes of those that are left.
    var codes: [String]
    var made: Date

    static let schema = Schema<RecoveryCodeSet> {
        PrimaryKey(\.id, .assigned)
        Field("codes", \.codes)
        Field("made", \.made)
    }
}
