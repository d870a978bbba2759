import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseMessages

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The passkeys of a site's accounts, and what authenticators know their owners by.
struct PasskeyStore<User: Account>: Sendable {
    let documents: Documents<Passkey>
    let owners: Documents<PasskeyOwner>
    let now: @Sendable () -> Date

    init(in database: DocumentDatabase, now: @escaping @Sendable () -> Date) {
        documents = Documents(Passkey.self, in: database)
        owners = Documents(PasskeyOwner.self, in: database)
        self.now = now
    }

    /// The passkeys of an account, oldest first.
    func passkeys(of account: User.ID) async throws -> [Passkey] {
        let key = account.keyText
        return try await documents.find(sortedBy: { [$0.added.ascending] }) { $0.account == key }
    }

    /// What authenticators know an account by; made when it is asked for the first time (WA6).
    func handle(of account: User.ID) async throws -> String {
        let key = account.keyText
        if let owner = try await owners.find(key) { return owner.handle }
        var owner = PasskeyOwner(id: key, handle: Self.newHandle())
        do {
            try await owners.insert(&owner)
            return owner.handle
        } catch let error as DocumentError where error.code == .duplicate {
            // Another request asked at the same moment.
            guard let other = try await owners.find(key) else { throw error }
            return other.handle
        }
    }

    /// 32 random bytes, in Base64 for addresses.
    static func newHandle() -> String { Base64URL.encode(RandomText.bytes(count: 32)) }

    /// Notes the handle by which the first passkey of a new account knows it. Whatever an earlier account of the same key left,
    /// which opens nothing any more, is removed.
    ///
    /// - Throws: `MongoError`.
    func own(_ handle: String, _ account: User.ID) async throws {
        try await remove(from: account)
        var owner = PasskeyOwner(id: account.keyText, handle: handle)
        try await owners.insert(&owner)
    }

    /// Whether a passkey is an account's already (WA10).
    func has(_ made: NewPasskey) async throws -> Bool { try await documents.find(Base64URL.encode(made.id)) != nil }

    /// What an account is known by, where it was asked for before.
    func knownHandle(of account: String) async throws -> String? { try await owners.find(account)?.handle }

    /// Stores a passkey.
    ///
    /// - Throws: `InvalidInput` for a name that breaks the rules, one that an account has already (WA10), and where there
    ///   are as many as there may be; `MongoError`.
    func add(_ made: NewPasskey, named name: String, transports: [String], to account: User.ID) async throws {
        let key = account.keyText
        guard try await documents.count({ $0.account == key }) < Passkey.maximumCount else {
            throw InvalidInput(Failures(PasskeyMessages.tooMany, of: Failures.whole))
        }
        var passkey = Passkey(
            id: Base64URL.encode(made.id), account: key, name: name, key: Base64URL.encode(made.key),
            count: Int64(made.count), authenticator: AuthenticatorNames.text(made.aaguid), transports: transports,
            isBackupEligible: made.flags.contains(.backupEligible), isBackedUp: made.flags.contains(.backedUp),
            added: now())
        do {
            try await documents.insert(&passkey)
        } catch let error as DocumentError where error.code == .duplicate {
            throw InvalidInput(Failures(PasskeyMessages.added, of: Failures.whole))
        } catch let error as DocumentError {
            guard case .invalid? = error.refusal?.kind, let failures = error.refusal?.failures else { throw error }
            throw InvalidInput(failures)
        }
    }

    /// Notes a use. The write that notes it decides: of many that say the same count one wins, and one that falls back
    /// loses (WA7).
    ///
    /// - Throws: ``PasskeyRefusal/counter``; `MongoError`.
    func note(_ use: PasskeyUse, of id: String) async throws {
        let (date, count, isBackedUp) = (now(), Int64(use.count), use.flags.contains(.backedUp))
        let isNoted =
            if count == 0 {
                try await documents.update({ $0.id == id && $0.count == 0 }) {
                    [$0.lastUsed.set(date), $0.isBackedUp.set(isBackedUp)]
                }
            } else {
                try await documents.update({ $0.id == id && $0.count < count }) {
                    [$0.count.set(count), $0.lastUsed.set(date), $0.isBackedUp.set(isBackedUp)]
                }
            }
        guard isNoted > 0 else { throw PasskeyRefusal.counter }
    }

    /// Gives a passkey of an account another name.
    ///
    /// - Returns: whether it is there.
    /// - Throws: `DocumentError` for a name that breaks the rules; `MongoError`.
    func rename(_ id: String, to name: String, of account: User.ID) async throws -> Bool {
        let key = account.keyText
        return try await documents.update({ $0.id == id && $0.account == key }) { [$0.name.set(name)] } > 0
    }

    /// Takes a passkey from an account.
    ///
    /// - Parameter keepsOne: whether the account has no other way in: its last passkey stays (WA11).
    /// - Returns: whether it was there.
    /// - Throws: `InvalidInput` for the last way in; `MongoError`.
    func remove(_ id: String, from account: User.ID, keepsOne: Bool) async throws -> Bool {
        let key = account.keyText
        let lastWayIn = InvalidInput(Failures(PasskeyMessages.lastWayIn, of: Failures.whole))
        if keepsOne, try await documents.find(id)?.account == key, try await documents.count({ $0.account == key }) < 2
        {
            throw lastWayIn
        }
        guard var removed = try await documents.take({ $0.id == id && $0.account == key }) else { return false }
        guard keepsOne, try await documents.count({ $0.account == key }) == 0 else { return true }
        // Counted afterwards, so that of two removals at once the later one finds nothing left, and puts its own back.
        try await documents.insert(&removed)
        throw lastWayIn
    }

    /// Takes all passkeys from an account.
    func remove(from account: User.ID) async throws {
        let key = account.keyText
        _ = try await documents.delete { $0.account == key }
        _ = try await owners.delete { $0.id == key }
    }
}
