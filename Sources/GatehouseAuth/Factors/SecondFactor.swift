public import GatehouseDocuments
import GatehouseMessages

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
}

extension SecondFactor {
    /// True: an account that has it is asked for it.
    public var isAskedFor: Bool { true }
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
    func areSetUp(for account: User.ID) async throws -> Bool {
        for factor in all where factor.isAskedFor {
            if try await Self.isSetUp(factor, for: account) { return true }
        }
        return false
    }

    private static func isSetUp(_ factor: any SecondFactor<User>, for account: User.ID) async throws -> Bool {
        try await StoreFailure.guarding(factor.name) { try await factor.isSetUp(for: account) }
    }
}
