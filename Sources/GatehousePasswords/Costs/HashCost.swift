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

    /// A cost. What does not fit is the most that there is: parameters of a forged hash may be of any size.
    ///
    /// - Parameters:
    ///   - memory: in bytes.
    ///   - nanoseconds: the work of one core.
    public init(memory: Double = 0, nanoseconds: Double = 0) {
        self.memory = Int(min(max(memory, 0), Self.most))
        work = .nanoseconds(Int64(min(max(nanoseconds, 0), Self.most)))
    }

    /// Far beyond any limit, and far from an overflow.
    private static let most = 1e18
}
