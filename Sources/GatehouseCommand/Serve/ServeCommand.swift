import ArgumentParser
import Foundation
import Gatehouse
import GatehouseLocalMongo
import Hummingbird
import Logging
import ServiceLifecycle
import UnixSignals

/// Serves the site until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the accounts site.",
        discussion: "Settings come from the environment and the file .env; the README lists them.")

    func run() async throws {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            // What happens to accounts is told always.
            handler.logLevel = label == "gatehouse.accounts" ? .info : .notice
            return handler
        }
        let settings = try SiteSettings.read()
        try DescriptorCheck.run()
        switch settings.primaryKey {
        case .sequence: try await serve(SiteUser<Int>.self, settings)
        case .objectid: try await serve(SiteUser<ObjectID>.self, settings)
        case .uuid: try await serve(SiteUser<UUID>.self, settings)
        case .email: try await serve(EmailKeyedUser.self, settings)
        }
    }

    private func serve<User: Account>(_ type: User.Type, _ settings: SiteSettings) async throws {
        let port: Int
        do {
            port = try await PortCheck.run(host: settings.host, port: settings.port)
        } catch {
            throw StartError.explaining(error, settings)
        }
        let database = try await SiteDatabase.open(settings)
        do {
            try await serve(type, settings, port, database.url)
        } catch {
            await database.close()
            throw StartError.explaining(error, settings)
        }
        await database.close()
    }

    private func serve<User: Account>(
        _ type: User.Type, _ settings: SiteSettings, _ port: Int, _ mongoURL: String
    ) async throws {
        let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
        let gatehouseSettings = try settings.gatehouseSettings(mongoURL: mongoURL, address: "http://\(host):\(port)")
        let gatehouse = try await Gatehouse(type, gatehouseSettings) {
            return settings.features.map { $0.make(type) }
        }
        let router = Router(context: GatehouseContext<User>.self)
        gatehouse.addMiddleware(to: router)
        gatehouse.addPages(to: router)
        let application = Application(
            router: router, server: gatehouse.server,
            configuration: .init(address: .hostname(settings.host, port: port), backlog: Self.backlog),
            services: [gatehouse],
            onServerRunning: { _ in
                print("Gatehouse serves http://\(host):\(port)\(settings.pathPrefix)/ (Ctrl-C stops it).")
                fflush(nil)
            }, logger: Logger(label: "gatehouse"))
        var services = ServiceGroupConfiguration(
            services: [application], gracefulShutdownSignals: [.sigterm, .sigint], logger: Logger(label: "gatehouse"))
        services.maximumGracefulShutdownDuration = Self.stopTimeout
        try await ServiceGroup(configuration: services).run()
    }

    /// How many connections may wait to be accepted; the system bounds it by net.core.somaxconn, 4,096 on Linux.
    private static let backlog = 4096
    /// How long requests under way may take to end when the site is told to stop.
    private static let stopTimeout = Duration.seconds(8)
}

extension SiteSettings {
    /// What the library takes, made of these settings of the program.
    ///
    /// - Parameters:
    ///   - address: where the site listens, which is its origin in development; nil for a command beside it.
    ///   - tellsOwners: whether a command beside it tells accounts' owners what it does, by the site's mail.
    func gatehouseSettings(
        mongoURL: String, address: String? = nil, tellsOwners: Bool = false
    ) throws -> GatehouseSettings {
        let key = try secretKey ?? SecretKeyFile.key(in: SiteDatabase.folder)
        var settings = GatehouseSettings(
            mongoURL: mongoURL, keys: SecretKeys(key, fallbacks: secretKeyFallbacks))
        settings.mongo.timeout = mongoTimeout
        settings.hashers = PasswordHashing.allHashers(preferring: passwordHasher)
        settings.hashLimits = hashLimits
        settings.rehashesPasswords = rehash == .outdated
        if let path = breachedPasswords {
            settings.passwordPolicy.validators.append(BreachedPasswordValidator(BreachedPasswordFile(path: path)))
        }
        settings.web.isHTTPS = profile == .production
        settings.allowsWeakSecretKeys = profile == .development
        settings.web.sessions.age = .seconds(sessionCookieAge)
        settings.sessionEngine = engine
        settings.fieldsAside = fieldsAside
        settings.backends = backends
        settings.throttles = throttles
        settings.remoteHeader = remoteHeader
        settings.web.trustedProxies = trustedProxies
        settings.trustsSessionsWithoutHash = trustsSessionsWithoutHash
        // Django's cookie has no prefix, and a name that was set is used as it is.
        settings.web.sessionCookie.usesHostPrefix = sessionCookieName == nil && sessionEngine != .django
        if let name = sessionCookieName { settings.web.sessionCookie.name = name }
        settings.lifecycle.deletionGrace = .seconds(deletionGraceDays * 86_400)
        let days = rememberedBrowserDays
        settings.gate.remembersBrowsers = days == 0 ? nil : .seconds(days * 86_400)
        settings.web.siteName = siteName
        settings.web.pathPrefix = pathPrefix
        settings.web.server = server
        let usualAddress = tellsOwners && port > 0 ? "http://\(host):\(port)" : nil
        settings.web.origin = origin ?? (profile == .development ? address ?? usualAddress : nil)
        settings.web.signInAddress = signInAddress
        settings.web.allowedHosts = allowedHosts
        settings.web.trustedOrigins = trustedOrigins
        if profile == .development, allowedHosts == nil, origin == nil {
            settings.web.allowedHosts = ["localhost", ".localhost", "127.0.0.1", "[::1]", host]
        }
        settings.web.templateFolders = templates.map { [$0] } ?? []
        settings.web.reloadsTemplates = profile == .development
        settings.web.verifiesBeforeSignUp = emailVerification == .required && address != nil
        settings.lifecycle.notesVerification = emailVerification != .off
        // Most commands beside the site tell nobody by mail.
        if let mail, address != nil || (tellsOwners && settings.web.origin != nil) {
            settings.mail = MailSettings(mail.transport, from: mailFrom ?? MailChoice.defaultSender)
            settings.mail?.limits.maximumAge = .seconds(mailMaximumHours * 3600)
            // Within the time that the site has to stop.
            settings.mail?.limits.drain = .seconds(5)
            if profile == .development { settings.web.mailLocation = mail.transport.location }
        }
        return settings
    }
}
