import GatehouseDocuments

/// The gate's step that an account which has a second factor is asked for it. Whoever has shown methods of two kinds
/// already, such as a passkey with a fingerprint, is not, nor is a browser that the account remembers.
public struct SecondFactorStep<User: Account>: GateStep {
    /// `second-factor`.
    public let name = "second-factor"
    /// Where a factor is shown.
    public let path: String
    private let factors: SecondFactors<User>

    /// The step.
    ///
    /// - Parameters:
    ///   - path: where a factor is shown.
    ///   - factors: those that the site has.
    public init(path: String, factors: [any SecondFactor<User>]) {
        self.path = path
        self.factors = SecondFactors(all: factors)
    }

    /// Whether the proof is of one kind only, and the account has a factor that is asked for.
    ///
    /// - Throws: what the store of a factor throws.
    public func isDue(for proof: Proof<User>) async throws -> Bool {
        guard proof.level < 2, let id = proof.user.id else { return false }
        if proof.methods.contains(where: { $0.method == .rememberedBrowser }) { return false }
        // What came over the channel of the first proof stands in for nothing that comes over another.
        let isSame = proof.methods.contains { $0.method == .sameChannel }
        return try await factors.areSetUp(for: id, apart: isSame)
    }
}
