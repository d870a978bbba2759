import Foundation
import Gatehouse
import GatehouseLocalMongo

/// The MongoDB of the site: the one that is set, or one of our own.
struct SiteDatabase {
    /// Where the private mongod and the development key are kept, in the working directory.
    static let folder = FileManager.default.currentDirectoryPath + "/.gatehouse"

    let url: String
    private let local: LocalMongo?

    static func open(_ settings: SiteSettings) async throws -> SiteDatabase {
        if let url = settings.mongoURL { return SiteDatabase(url: url, local: nil) }
        guard let executable = MongoExecutable.find() else {
            throw StartError(
                "mongod is not installed. Run `make mongod` to fetch one, or set GATEHOUSE_MONGODB_URL to a MongoDB "
                    + "that runs already.")
        }
        do {
            let local = try await LocalMongo.start(executable: executable, folder: folder)
            // For commands that run beside the site. It holds the password, in a folder for this user alone.
            try? Data(local.url.utf8).write(to: URL(fileURLWithPath: addressFile), options: .atomic)
            try? FileManager.default.setAttributes([.posixPermissions: 0o600], ofItemAtPath: addressFile)
            return SiteDatabase(url: local.url, local: local)
        } catch let error as LocalMongoError {
            throw StartError("The private mongod did not start. \(error)")
        }
    }

    private static var addressFile: String { folder + "/mongodb-url" }

    /// The MongoDB that is set, or else the private one of a site that runs in this folder; one is started if none
    /// runs.
    static func join(_ settings: SiteSettings) async throws -> SiteDatabase {
        if settings.mongoURL == nil, let url = try? String(contentsOfFile: addressFile, encoding: .utf8) {
            var settings = MongoSettings(url: url)
            settings.timeout = .seconds(2)
            let client = try MongoClient(settings)
            let isThere = (try? await client.ping()) != nil
            try await client.shutdown()
            if isThere { return SiteDatabase(url: url, local: nil) }
        }
        return try await open(settings)
    }

    /// Stops the private mongod, if there is one.
    func close() async { await local?.stop() }
}
