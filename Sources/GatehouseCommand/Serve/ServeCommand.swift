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
        let configuration = try settings.configuration(mongoURL: mongoURL, address: "http://\(host):\(port)")
        let gatehouse = try await Gatehouse(type, configuration) {
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
    /// The library's configuration for these settings.
    ///
    /// - Parameter address: where the site listens, which is its origin in development; nil for a command beside it.
    func configuration(mongoURL: String, address: String? = nil) throws -> GatehouseConfiguration {
        let key = try secretKey ?? SecretKeyFile.key(in: SiteDatabase.folder)
        var configuration = GatehouseConfiguration(
            mongoURL: mongoURL, keys: SecretKeys(key, fallbacks: secretKeyFallbacks))
        configuration.mongo.timeout = mongoTimeout
        configuration.hashers = PasswordHashing.allHashers(preferring: passwordHasher)
        configuration.hashLimits = hashLimits
        configuration.rehashesPasswords = rehash == .outdated
        if let path = breachedPasswords {
            configuration.passwordPolicy.validators.append(BreachedPasswordValidator(BreachedPasswordFile(path: path)))
        }
        configuration.web.isHTTPS = profile == .production
        configuration.allowsWeakSecretKeys = profile == .development
        configuration.web.sessions.age = .seconds(sessionCookieAge)
        configuration.sessionEngine = engine
        configuration.fieldsAside = fieldsAside
        configuration.backends = backends
        configuration.throttles = throttles
        configuration.remoteHeader = remoteHeader
        configuration.web.trustedProxies = trustedProxies
        configuration.trustsSessionsWithoutHash = trustsSessionsWithoutHash
        // Django's cookie has no prefix, and a name that was set is used as it is.
        configuration.web.sessionCookie.usesHostPrefix = sessionCookieName == nil && sessionEngine != .django
        if let name = sessionCookieName { configuration.web.sessionCookie.name = name }
        configuration.lifecycle.deletionGrace = .seconds(deletionGraceDays * 86_400)
        configuration.web.siteName = siteName
        configuration.web.pathPrefix = pathPrefix
        configuration.web.server = server
        configuration.web.origin = origin ?? (profile == .development ? address : nil)
        configuration.web.signInAddress = signInAddress
        configuration.web.allowedHosts = allowedHosts
        configuration.web.trustedOrigins = trustedOrigins
        if profile == .development, allowedHosts == nil, origin == nil {
            configuration.web.allowedHosts = ["localhost", ".localhost", "127.0.0.1", "[::1]", host]
        }
        configuration.web.templateFolders = templates.map { [$0] } ?? []
        configuration.web.reloadsTemplates = profile == .development
        configuration.web.verifiesBeforeSignUp = emailVerification == .required && address != nil
        configuration.lifecycle.notesVerification = emailVerification != .off
        // Commands beside the site tell nobody by mail.
        if let mail, address != nil {
            configuration.mail = MailSettings(mail.transport, from: mailFrom ?? MailChoice.defaultSender)
            configuration.mail?.limits.maximumAge = .seconds(mailMaximumHours * 3600)
            // Within the time that the site has to stop.
            configuration.mail?.limits.drain = .seconds(5)
            if profile == .development { configuration.web.mailLocation = mail.transport.location }
        }
        return configuration
    }
}
