public import GatehousePasswords

extension Argon2Hasher {
    /// So cheap that tests do not wait for it. Never for accounts of people.
    public static let forTests = Argon2Hasher(memoryCost: 64, timeCost: 1, parallelism: 1)
}
