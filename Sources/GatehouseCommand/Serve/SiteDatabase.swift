import Foundation
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
            return SiteDatabase(url: local.url, local: local)
        } catch let error as LocalMongoError {
            throw StartError("The private mongod did not start. \(error)")
        }
    }

    /// Stops the private mongod, if there is one.
    func close() async { await local?.stop() }
}
