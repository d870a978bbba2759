/// What making or verifying a hash takes, decoded from its text before any of it is done.
///
/// The work is an estimate by fixed rates, the same on every machine, so that whether a hash is let through never
/// depends on where it is asked.
public struct HashCost: Sendable, Hashable {
    /// Bytes of memory, all of which are in use at a time.
    public let memory: Int
    /// How long one core of a usual server of 2024 is busy, over all lanes together.
    public let work: Duration

    /// Nothing that counts.
    public static let none = HashCost()

    /// A cost.
    ///
    /// - Parameters:
    ///   - memory: in bytes; below zero counts as none.
    ///   - work: of one core; below zero counts as none.
    public init(memory: Int = 0, work: Duration = .zero) {
        self.memory = max(memory, 0)
        self.work = max(work, .zero)
    }

    /// An estimate. What does not fit is the most that there is: parameters of a forged hash may be of any size, and so may
    /// products of them.
    ///
    /// - Parameters:
    ///   - memory: in bytes.
    ///   - nanoseconds: the work of one core.
    init(memory: Double = 0, nanoseconds: Double) {
        self.memory = Int(min(max(memory, 0), Self.most))
        work = .nanoseconds(Int64(min(max(nanoseconds, 0), Self.most)))
    }

    /// Far beyond any limit, and far from an overflow.
    private static let most = 1e18
}
