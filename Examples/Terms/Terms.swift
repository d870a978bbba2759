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
    static func configure(_ configuration: inout GatehouseConfiguration) {
        configuration.web.siteName = "Terms"
        configuration.web.accountFields = []
        configuration.web.templateFolders = [
            URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Templates"
        ]
    }

    static func main() async throws {
        var configuration = GatehouseConfiguration(
            mongoURL: "mongodb://127.0.0.1:27017/terms",
            keys: SecretKeys("change me: fifty bytes or more, by gatehouse secret new"))
        configuration.web.isHTTPS = false  // on loopback only
        configure(&configuration)
        let gatehouse = try await Gatehouse(User.self, configuration) { AcceptTerms() }
        try await Application(router: makeRouter(gatehouse), server: gatehouse.server, services: [gatehouse])
            .runService()
    }
}
