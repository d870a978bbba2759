import Foundation
import Gatehouse
import Hummingbird

/// The routes of a site where people write notes that nobody else sees.
func makeRouter(_ gatehouse: Gatehouse<User>) -> Router<GatehouseContext<User>> {
    let notes = Documents(Note.self, client: gatehouse.mongo)

    @Sendable func page(_ form: BoundForm, _ status: HTTPResponse.Status, _ user: User, _ visit: Visit<User>)
        async throws
        -> Response
    {
        let own = try await notes.find(sortedBy: { [$0.date.descending] }, limit: 100) { $0.owner == user.id ?? 0 }
        let list = own.map { note -> TemplateValue in ["title": .text(note.title), "text": .text(note.text)] }
        return try await gatehouse.page(
            "notes", ["nickname": .text(user.nickname), "notes": .list(list)], form: form, status: status, for: visit)
    }

    let router = Router(context: GatehouseContext<User>.self)
    gatehouse.addMiddleware(to: router)
    gatehouse.addPages(to: router)
    router.group("notes", requiring: .signedIn)
        .get { _, context in try await page(try Note.form.bound(), .ok, context.user, context.visit) }
        .post { request, context in
            let (user, visit) = (context.user, context.visit)
            var form = try Note.form.bound(try await visit.formData(request))
            let owner: [String: BSONValue] = ["owner": .int64(Int64(user.id ?? 0))]
            guard try await Note.form.insert(&form, setting: owner, in: notes) != nil else {
                return try await page(form, .badRequest, user, visit)
            }
            visit.addMessage(PageMessage("The note was saved."))
            return .redirect(to: "/notes/")
        }
    return router
}

@main
struct Notes {
    /// The site's own templates: `index.mustache` takes the place of Gatehouse's.
    static let templates = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Templates"

    static func configure(_ configuration: inout GatehouseConfiguration) {
        configuration.web.siteName = "Notes"
        configuration.web.accountFields = ["nickname"]
        configuration.web.templateFolders = [templates]
    }

    static func main() async throws {
        var configuration = GatehouseConfiguration(
            mongoURL: "mongodb://127.0.0.1:27017/notes",
            keys: SecretKeys("change me: at least fifty bytes, kept secret"))
        configuration.web.isHTTPS = false  // on loopback only
        configure(&configuration)
        let gatehouse = try await Gatehouse(User.self, configuration)
        try await Documents(Note.self, client: gatehouse.mongo).ensureIndexes()
        try await Application(router: makeRouter(gatehouse), services: [gatehouse]).runService()
    }
}
