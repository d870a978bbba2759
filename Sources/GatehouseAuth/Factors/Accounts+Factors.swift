import GatehouseBase
public import GatehouseDocuments
import GatehouseMessages
public import GatehouseSessions

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension Accounts {
    /// The second factors that an account has, in the site's order; empty where none is asked for.
    ///
    /// - Throws: what the factors' stores throw.
    public func factors(of account: User.ID) async throws -> [any SecondFactor<User>] {
        guard !factors.isEmpty else { return [] }
        return try await SecondFactors(all: factors).setUp(for: account)
    }

    /// Shows a second factor for somebody who waits at the gate, and asks the gate again.
    ///
    /// - Parameters:
    ///   - name: the factor's.
    ///   - shown: the values of the form's fields by name.
    /// - Returns: who is signed in now, or the next step; ``FactorOutcome/wrong`` for a factor that is wrong, or that the
    ///   account does not have.
    /// - Throws: ``ThrottledError`` where an account's factors were tried too often; what the stores throw.
    public func showFactor(
        _ name: String, _ shown: Credentials, in session: Session, client: Client = Client()
    ) async throws -> FactorOutcome<User> {
        guard let waiting = try await waiting(in: session) else { return .nobodyWaits }
        let methods = try await check(name, shown, after: waiting.proof, client)
        guard !methods.isEmpty else { return .wrong }
        try add(methods, to: session)
        guard let outcome = try await continueSignIn(in: session, client: client) else { return .nobodyWaits }
        return .shown(outcome)
    }

    /// Whether all that the account can show was shown in this session not long ago: what changing a factor asks for
    /// (AS5). Two methods of different kinds for an account with a second factor, else a sign-in.
    ///
    /// - Throws: what the factors' stores throw.
    public func isFresh(_ session: Session, of user: User, within time: Duration) async throws -> Bool {
        guard let id = user.id else { return false }
        guard try await SecondFactors(all: factors).areSetUp(for: id) else { return isRecent(session, within: time) }
        let earliest = now().timeIntervalSince1970 - time.inSeconds
        let recent = methods(of: session).filter { $0.date.timeIntervalSince1970 >= earliest }
        if AssuranceLevel.of(recent.map(\.method)) >= 2 { return true }
        // All that an account can show whose only factor comes over the channel by which its password was set.
        guard recent.contains(where: { $0.method == .sameChannel }) else { return false }
        return try await !SecondFactors(all: factors).areSetUp(for: id, apart: true)
    }

    /// Whether an account has a factor that is asked for and comes over no channel of a first proof.
    ///
    /// - Throws: what the factors' stores throw.
    package func hasFactorApart(_ account: User.ID) async throws -> Bool {
        try await SecondFactors(all: factors).areSetUp(for: account, apart: true)
    }

    /// Tells the factors that an account is about to get another password.
    func passwordWillChange(of user: User, shown: [AuthenticationMethod]) async throws {
        guard let id = user.id else { return }
        for factor in factors { try await factor.passwordWillChange(of: id, shown: shown) }
    }

    /// Checks a factor of an account, of all tries of which together there may be a few (AS9).
    private func check(
        _ name: String, _ shown: Credentials, after proof: Proof<User>, _ client: Client
    ) async throws -> [AuthenticationMethod] {
        let user = proof.user
        guard let key = user.id?.keyText else { return [] }
        let bucket = throttles.secondFactor.map { Throttles.bucket($0, [key]) }
        if let rule = throttles.secondFactor, let bucket {
            try await spend(bucket, rule, .attempts, account: key, client)
        }
        guard let id = user.id, let factor = try await factors(of: id).first(where: { $0.name.hasBytes(of: name) }),
            factor.isOffered(after: proof.methods.map(\.method))
        else {
            return []
        }
        let methods = try await StoreFailure.guarding(name) { try await factor.check(shown, of: user) }
        guard !methods.isEmpty else {
            await emit(.factorRefused, account: key, client: client, isSuccess: false, by: name)
            return []
        }
        if let bucket { try await StoreFailure.guarding("throttles") { try await throttleStore.clear(bucket) } }
        return methods
    }
}

/// What becomes of a second factor that was shown.
public enum FactorOutcome<User: Account>: Sendable {
    /// It was right, and the gate was asked again.
    case shown(SignInOutcome<User>)
    /// It was wrong, or the account does not have it.
    case wrong
    /// Nobody waits in the session, or not any more.
    case nobodyWaits
}
