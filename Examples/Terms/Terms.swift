import Foundation
import Gatehouse
import Hummingbird

/// The routes of a site whose users accept its terms before they are signed in.
func makeRouter(_ gatehouse: Gatehouse<User>) -> Router<GatehouseContext<User>> {
    let router = Router(context: GatehouseContext<User>.self)
    gatehouse.addMiddleware(to: router)
    gatehouse.addPages(to: router)
    AcceptTerms().addPage(to: router, gatehouse)
    return router
}

@main
struct Terms {
    static func configure(_ settings: inout GatehouseSettings) {
        settings.web.siteName = "Terms"
        settings.web.accountFields = []
        settings.web.templateFolders = [
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Templates"
        ]
    }

    static func main() async throws {
        var settings = GatehouseSettings(
            mongoURL: "mongodb://127.0.0.1:27017/terms",
            keys: SecretKeys("change me: fifty bytes or more, by gatehouse secret new"))
        settings.web.isHTTPS = false  // on loopback only
        configure(&settings)
        let gatehouse = try await Gatehouse(User.self, settings) { AcceptTerms() }
        try await Application(router: makeRouter(gatehouse), server: gatehouse.server, services: [gatehouse])
            .runService()
    }
}
