import ArgumentParser
import Foundation
import Gatehouse
import GatehouseLocalMongo
import Hummingbird
import Logging
import NIOCore

/// Serves the site until it is told to stop.
struct ServeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "serve", abstract: "Serve the accounts site.",
        discussion: "Settings come from the environment and the file .env; the README lists them.")

    func run() async throws {
        LoggingSystem.bootstrap { label in
            var handler = StreamLogHandler.standardError(label: label)
            handler.logLevel = .notice
            return handler
        }
        let settings = try await SiteSettings.read()
        switch settings.primaryKey {
        case .sequence: try await serve(SiteUser<Int>.self, settings)
        case .objectid: try await serve(SiteUser<ObjectID>.self, settings)
        case .uuid: try await serve(SiteUser<UUID>.self, settings)
        case .email: try await serve(EmailKeyedUser.self, settings)
        }
    }

    private func serve<User: Account>(_ type: User.Type, _ settings: SiteSettings) async throws {
        let database = try await SiteDatabase.open(settings)
        do {
            try await serve(type, settings, database.url)
        } catch {
            await database.close()
            throw StartError.explaining(error, settings)
        }
        await database.close()
    }

    private func serve<User: Account>(_ type: User.Type, _ settings: SiteSettings, _ mongoURL: String) async throws {
        let gatehouse = try await Gatehouse(type, try settings.configuration(mongoURL: mongoURL))
        let router = Router(context: GatehouseContext<User>.self)
        gatehouse.addMiddleware(to: router)
        gatehouse.addPages(to: router)
        let application = Application(
            router: router, configuration: .init(address: .hostname(settings.host, port: settings.port)),
            services: [gatehouse],
            onServerRunning: { channel in
                let port = channel.localAddress?.port ?? settings.port
                let host = settings.host.contains(":") ? "[\(settings.host)]" : settings.host
                print("Gatehouse serves http://\(host):\(port)/ (Ctrl-C stops it).")
                fflush(nil)
            }, logger: Logger(label: "gatehouse"))
        try await application.runService()
    }
}

extension SiteSettings {
    /// The library's configuration for these settings.
    func configuration(mongoURL: String) throws -> GatehouseConfiguration {
        let key = try secretKey ?? SecretKeyFile.key(in: SiteDatabase.folder)
        var configuration = GatehouseConfiguration(
            mongoURL: mongoURL, keys: SecretKeys(key, fallbacks: secretKeyFallbacks))
        configuration.web.isHTTPS = profile == .production
        configuration.web.sessions.age = TimeInterval(sessionCookieAge)
        return configuration
    }
}
