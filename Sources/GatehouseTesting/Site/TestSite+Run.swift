public import Gatehouse
import GatehouseAuth
import GatehouseDocuments
import GatehouseMail
import GatehouseMongo
import GatehousePasswords
import GatehouseSigning
public import GatehouseWeb
public import Hummingbird

/// Where a site under test keeps what it stores.
public enum TestPlace: Sendable {
    /// This process's memory: at once, and gone afterwards. Without transactions and streams of changes.
    case memory
    /// A database of its own on a real MongoDB, dropped afterwards.
    case mongo(TestMongo.Server)
}

extension TestSite {
    /// Runs a test with a site of its own.
    ///
    /// Passwords are hashed so cheaply that tests do not wait, and the site is at `http://localhost`. All else is as in
    /// ``GatehouseSettings``.
    ///
    /// - Parameters:
    ///   - place: where it stores.
    ///   - configure: changes the settings, as the application's own start does.
    ///   - features: what the site has besides accounts and their pages.
    ///   - router: the application's routes. It adds the middleware and the pages, as in production.
    ///   - body: the test.
    /// - Throws: as `Gatehouse.init`; what the router and the body throw.
    @discardableResult
    public static func run<Result>(
        in place: TestPlace = .memory,
        configure: (inout GatehouseSettings) throws -> Void = { _ in },
        @FeatureBuilder<User> features: @Sendable () -> [any Feature<User>] = { [] },
        router: (Gatehouse<User>) throws -> Router<Context>, _ body: (TestSite) async throws -> Result
    ) async throws -> Result {
        var settings = try await settings(place)
        let mail = MemoryMailTransport()
        settings.mail = MailAddress("no-reply@example.com").map { MailSettings(mail, from: $0) }
        try configure(&settings)
        let gatehouse = try await Gatehouse(User.self, settings, features: features)
        do {
            let site = TestSite(
                gatehouse: gatehouse, router: try router(gatehouse), mail: mail, pages: settings.web.pages,
                origin: settings.web.origin ?? "")
            let result = try await body(site)
            if case .mongo = place { try await gatehouse.mongo.run(["dropDatabase": 1]) }
            try await gatehouse.shutdown()
            return result
        } catch {
            try? await gatehouse.shutdown()
            throw error
        }
    }

    private static func settings(_ place: TestPlace) async throws -> GatehouseSettings {
        var settings = GatehouseSettings(
            mongoURL: "", keys: .forTests)
        switch place {
        case .memory: settings.isInMemory = true
        case .mongo(let server): settings.mongo = try await TestMongo.settings(on: server)
        }
        settings.hashers = [Argon2Hasher.forTests]
        // Many tests at a time on few cores.
        settings.hashing.patience = .seconds(60)
        settings.web.isHTTPS = false
        settings.web.origin = "http://localhost"
        return settings
    }
}

extension TestSite {
    /// Runs a test with a site of its own that has Gatehouse's routes, to which the test may add more.
    ///
    /// ```swift
    /// try await TestSite.run(User.self) { site in
    ///     site.router.group("hello", requiring: .signedIn).get { _, context in "Hello \(context.user.email)" }
    ///     #expect(try await site.signedIn("ada@example.com").get("/hello").body == "Hello ada@example.com")
    /// }
    /// ```
    ///
    /// - Throws: as ``run(in:configure:features:router:_:)``.
    @discardableResult
    public static func run<Account, Result>(
        _ type: Account.Type, in place: TestPlace = .memory,
        configure: (inout GatehouseSettings) throws -> Void = { _ in },
        @FeatureBuilder<User> features: @Sendable () -> [any Feature<User>] = { [] },
        _ body: (TestSite) async throws -> Result
    ) async throws -> Result where Context == GatehouseContext<Account> {
        try await run(
            in: place, configure: configure, features: features,
            router: { gatehouse in
                let router = Router(context: Context.self)
                gatehouse.addMiddleware(to: router)
                gatehouse.addPages(to: router)
                return router
            }, body)
    }
}
