public import GatehouseDocuments
import GatehouseMessages

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Something that an account's owner can show besides a first proof: a code of an app, a passkey, a recovery code.
///
/// It keeps what it needs in a collection of its own, by the text of the account's key, so that it goes with every type of
/// accounts.
public protocol SecondFactor<User>: Sendable {
    /// The type of the site's accounts.
    associatedtype User: Account

    /// Its name, for paths, events and programs: small letters, digits and hyphens.
    var name: String { get }

    /// Whether an account that has it is asked for a second factor. What stands in for another one, such as recovery
    /// codes, is not: left over alone, it asks for nothing.
    var isAskedFor: Bool { get }

    /// The channel that it comes over, where a first proof can come over the same: after one by this method it is not
    /// asked for. Nil for none.
    var channel: AuthenticationMethod? { get }

    /// Whether an account has it.
    ///
    /// - Throws: what its store throws; nobody is signed in then.
    func isSetUp(for account: User.ID) async throws -> Bool

    /// Checks what was shown, and uses up what counts once: of many callers with the same one is let in.
    ///
    /// How often may be tried is counted before, for all factors of an account together.
    ///
    /// - Parameter shown: the values of the form's fields by name.
    /// - Returns: how it was shown; empty where it is wrong.
    /// - Throws: what its store throws.
    func check(_ shown: Credentials, of user: User) async throws -> [AuthenticationMethod]

    /// Takes it away from an account, with all that is stored of it. Called again for one that has nothing, it does nothing.
    ///
    /// - Throws: what its store throws.
    func remove(from account: User.ID) async throws

    /// Told before an account gets another password, for a factor that may come over the same channel.
    ///
    /// - Parameter shown: what was shown for it: ``AuthenticationMethod/email`` for a mailed link.
    /// - Throws: what its store throws; the password stays as it is then.
    func passwordWillChange(of account: User.ID, shown: [AuthenticationMethod]) async throws

    /// Told after an account got another password.
    ///
    /// - Parameters:
    ///   - shown: what was shown for it.
    ///   - began: when the change began: what was noted since then stays.
    /// - Throws: what its store throws.
    func passwordDidChange(of account: User.ID, shown: [AuthenticationMethod], since began: Date) async throws
}

extension SecondFactor {
    /// True: an account that has it is asked for it.
    public var isAskedFor: Bool { true }
    /// Nil: it comes over no channel of a first proof.
    public var channel: AuthenticationMethod? { nil }
    /// Nothing.
    public func passwordWillChange(of account: User.ID, shown: [AuthenticationMethod]) async throws {}
    /// Nothing.
    public func passwordDidChange(of account: User.ID, shown: [AuthenticationMethod], since began: Date) async throws {}

    /// Whether it may be shown after what was shown: not after a proof over its own channel.
    package func isOffered(after shown: some Sequence<AuthenticationMethod>) -> Bool {
        guard let channel else { return true }
        return !shown.contains { $0 == channel || $0 == .sameChannel }
    }
}

/// The factors of a site, for what an account has of them.
struct SecondFactors<User: Account>: Sendable {
    let all: [any SecondFactor<User>]

    /// Those that an account has; none where it has only what stands in for others (AS6).
    func setUp(for account: User.ID) async throws -> [any SecondFactor<User>] {
        var found: [any SecondFactor<User>] = []
        for factor in all where try await Self.isSetUp(factor, for: account) { found.append(factor) }
        return found.contains(where: \.isAskedFor) ? found : []
    }

    /// Whether an account has one that is asked for.
    ///
    /// - Parameter isApart: whether only those count that come over no channel of a first proof.
    func areSetUp(for account: User.ID, apart isApart: Bool = false) async throws -> Bool {
        for factor in all where factor.isAskedFor && !(isApart && factor.channel != nil) {
            if try await Self.isSetUp(factor, for: account) { return true }
        }
        return false
    }

    private static func isSetUp(_ factor: any SecondFactor<User>, for account: User.ID) async throws -> Bool {
        try await StoreFailure.guarding(factor.name) { try await factor.isSetUp(for: account) }
    }
}
