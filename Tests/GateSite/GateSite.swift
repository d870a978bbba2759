import FavouriteColour
import Foundation
import Gatehouse
import GatehouseLocalMongo
import GatehouseTesting
import Hummingbird
import Logging

/// A site with every step of the gate and a feature, for tests in a browser, since the ready-made site has none of them.
///
/// It runs in a folder of its own, with a mongod of its own there, and says where it is as `gatehouse` does. Two routes
/// stand for an operator and for a link of a mail.
@main
struct GateSite {
    struct User: Account {
        static let collection = "users"
        var id: Int?
        var email: String
        var password: PasswordHash
        var lastSigninDate: Date?
        var emailVerifiedDate: Date?

        static let schema = Schema<User> {
            PrimaryKey(\.id, .sequence)
            Field("email", \.email, .email, .unique)
            Field("password", \.password)
            Field("last_signin_date", \.lastSigninDate)
            Field("email_verified_date", \.emailVerifiedDate)
        }
    }

    static func main() async throws {
        // What it prints is where it is, alone.
        LoggingSystem.bootstrap { StreamLogHandler.standardError(label: $0) }
        guard let executable = MongoExecutable.find(), let sender = MailAddress("accounts@example.org") else {
            fatalError("there is no mongod")
        }
        let folder = FileManager.default.currentDirectoryPath + "/mongo"
        let mongo = try await LocalMongo.start(executable: executable, folder: folder, isTemporary: true)
        var settings = GatehouseSettings(
            mongoURL: mongo.url,
            keys: SecretKeys("a key for tests only, which everybody can read here: never for people"))
        settings.web.isHTTPS = false
        settings.web.origin = "http://127.0.0.1"
        settings.web.accountFields = []
        settings.mail = MailSettings(MemoryMailTransport(), from: sender)
        settings.gate.requiresVerifiedEmail = true
        settings.gate.demandsNewPasswords = true
        let gatehouse = try await Gatehouse(User.self, settings) { FavouriteColour() }
        let application = Application(
            router: router(gatehouse), configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            services: [gatehouse],
            onServerRunning: { channel in
                print("Gatehouse serves http://127.0.0.1:\(channel.localAddress?.port ?? 0)/ (Ctrl-C stops it).")
                fflush(nil)
            }, logger: Logger(label: "gate-site"))
        try await application.runService()
        await mongo.stop()
    }

    private static func router(_ gatehouse: Gatehouse<User>) -> Router<GatehouseContext<User>> {
        let router = Router(context: GatehouseContext<User>.self)
        gatehouse.addMiddleware(to: router)
        gatehouse.addPages(to: router)
        router.get("demand") { request, _ in
            let user = try await account(request, gatehouse)
            return "\(try await gatehouse.administration.demandNewPassword(of: user)) sessions ended"
        }
        router.get("verify") { request, _ in
            var user = try await account(request, gatehouse)
            try await gatehouse.accounts.documents.update(&user) { $0.emailVerifiedDate = Date() }
            return "verified"
        }
        return router
    }

    private static func account(_ request: Request, _ gatehouse: Gatehouse<User>) async throws -> User {
        let email = try request.uri.queryParameters.require("email")
        guard let user = try await gatehouse.accounts.find(email: email) else { throw HTTPError(.notFound) }
        return user
    }
}
