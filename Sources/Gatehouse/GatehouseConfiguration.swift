public import GatehouseMongo
public import GatehousePasswords
public import GatehouseSigning
public import GatehouseWeb

/// All that a site needs to know to run.
public struct GatehouseConfiguration: Sendable {
    /// How to reach MongoDB.
    public var mongo: MongoConfiguration
    /// The algorithms for passwords; the first makes new hashes.
    public var hashers: [any PasswordHasher] = [Argon2Hasher()]
    /// How the web side behaves.
    public var web: WebSettings

    /// The defaults, with a connection string and secret keys.
    public init(mongoURL: String, keys: SecretKeys) {
        mongo = MongoConfiguration(url: mongoURL)
        web = WebSettings(keys: keys)
    }
}
