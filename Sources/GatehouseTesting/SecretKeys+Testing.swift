public import GatehouseSigning

extension SecretKeys {
    /// The same in every test, and in this file for everybody to read. Never for a site of people.
    public static let forTests = SecretKeys("a key for tests only, which everybody can read here: never for people")
}
