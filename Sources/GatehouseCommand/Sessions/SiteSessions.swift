import Foundation
import Gatehouse
import Logging

/// The sessions of the site that the settings describe.
enum SiteSessions {
    /// Runs work with the directory of the site's sessions.
    static func withDirectory(_ work: (any SessionDirectory) async throws -> Void) async throws {
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        let settings = try SiteSettings.read()
        switch settings.sessionEngine {
        case .signedCookie:
            throw SettingError(
                name: "GATEHOUSE_SESSION_ENGINE",
                message: "is signed-cookie: these sessions live in the browsers, where nobody can list or end them.")
        case .cache:
            throw SettingError(
                name: "GATEHOUSE_SESSION_ENGINE",
                message: "is cache: these sessions live in the memory of the site's process, out of reach from here.")
        case .file:
            // A client that is never used connects to nothing.
            try await run(work, settings, mongoURL: "mongodb://127.0.0.1/unused")
        case .database, .cachedDatabase, .django:
            let database = try await SiteDatabase.join(settings)
            do {
                try await run(work, settings, mongoURL: database.url)
            } catch {
                await database.close()
                throw error
            }
            await database.close()
        }
    }

    private static func run(
        _ work: (any SessionDirectory) async throws -> Void, _ settings: SiteSettings, mongoURL: String
    ) async throws {
        let gatehouseSettings = try settings.gatehouseSettings(mongoURL: mongoURL)
        let client = try MongoClient(gatehouseSettings.mongo)
        do {
            if settings.sessionEngine != .file { try await client.reach(within: gatehouseSettings.mongo.startTimeout) }
            let parts = SessionEngine.Parts(
                mongo: client, keys: gatehouseSettings.keys, policy: gatehouseSettings.web.sessions)
            guard let directory = try await gatehouseSettings.sessionEngine.makeStore(parts) as? any SessionDirectory
            else {
                throw SettingError(name: "GATEHOUSE_SESSION_ENGINE", message: "cannot list sessions.")
            }
            try await work(directory)
        } catch {
            try? await client.shutdown()
            throw StartError.explaining(error, settings)
        }
        try await client.shutdown()
    }
}
