import Foundation
import Gatehouse
import Hummingbird

struct User: Account {
    static let collection = "users"
    var id: Int?
    var email: String
    var password: PasswordHash
    var firstName: String
    var lastName: String
    var lastSigninDate: Date?
    var signupDate: Date

    static let schema = Schema<User> {
        PrimaryKey(\.id, .sequence)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("first_name", \.firstName, .required, .plainLine, .length(...150))
        Field("last_name", \.lastName, .required, .plainLine, .length(...150))
        Field("last_signin_date", \.lastSigninDate)
        Field("signup_date", \.signupDate, .initially { Date() })
    }
}

/// The routes of a site with accounts, and a page of its own for people who signed in.
func makeRouter(_ gatehouse: Gatehouse<User>) -> Router<GatehouseContext<User>> {
    let router = Router(context: GatehouseContext<User>.self)
    gatehouse.addMiddleware(to: router)
    gatehouse.addPages(to: router)
    router.group("hello", requiring: .signedIn).get { _, context in "Hello \(context.user.firstName)" }
    return router
}

@main
struct Hello {
    static func main() async throws {
        var settings = GatehouseSettings(
            mongoURL: "mongodb://127.0.0.1:27017/hello",
            keys: SecretKeys("change me: fifty bytes or more, by gatehouse secret new"))
        settings.web.isHTTPS = false  // on loopback only
        let gatehouse = try await Gatehouse(User.self, settings)
        try await Application(router: makeRouter(gatehouse), server: gatehouse.server, services: [gatehouse])
            .runService()
    }
}
