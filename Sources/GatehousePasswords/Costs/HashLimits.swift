/// The most that verifying one stored hash may take. A hash that asks for more is refused before any work: whoever can
/// write one could otherwise stop all sign-ins.
///
/// What the site's own hashers make is always within.
public struct HashLimits: Sendable, Hashable {
    /// Bytes of memory. Django asks for 100 MiB at most.
    public var memory = 512 << 20
    /// The work of one core, as ``HashCost/work``. 4 s are some 26 million iterations of PBKDF2, where Django 5.2 makes
    /// one million, cost 16 of bcrypt, or ten passes of argon2 over 512 MiB.
    public var work = Duration.seconds(4)

    /// 512 MiB and 4 s.
    public init() {}

    /// The most bytes of an encoded hash: eight times the column that Django keeps it in. Salts are work, too.
    static let encodedLength = 1024

    func allow(_ cost: HashCost) -> Bool { cost.memory <= memory && cost.work <= work }

    /// These, or what a cost needs where that is more.
    func including(_ cost: HashCost) -> HashLimits {
        var limits = self
        limits.memory = max(memory, cost.memory)
        limits.work = max(work, cost.work)
        return limits
    }
}
