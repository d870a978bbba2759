import Foundation
import Gatehouse
import Hummingbird

/// The routes of a site where people write notes that nobody else sees.
func makeRouter(_ gatehouse: Gatehouse<User>) -> Router<GatehouseContext<User>> {
    let notes = Documents(Note.self, in: gatehouse.database)

    @Sendable func page(
        _ form: BoundForm, _ context: SignedInContext<GatehouseContext<User>>
    ) async throws -> Response {
        let owner = context.userID
        let own = try await notes.find(sortedBy: { [$0.date.descending] }, limit: 100) { $0.owner == owner }
        let list = own.map { note -> TemplateValue in ["title": .text(note.title), "text": .text(note.text)] }
        return try await gatehouse.page(
            "notes", ["nickname": .text(context.user.nickname), "notes": .list(list)], form: form, for: context.visit)
    }

    let router = Router(context: GatehouseContext<User>.self)
    gatehouse.addMiddleware(to: router)
    gatehouse.addPages(to: router)
    router.group("notes", requiring: .signedIn)
        .get { _, context in try await page(try Note.form.bound(), context) }
        .post { request, context in
            var form = try Note.form.bound(try await context.visit.formData(request))
            let owner: [String: BSONValue] = ["owner": try context.userID.bsonValue()]
            guard try await Note.form.insert(&form, setting: owner, in: notes) != nil else {
                return try await page(form, context)
            }
            try context.visit.addMessage(PageMessage("The note was saved."))
            return .redirect(to: "/notes/")
        }
    return router
}

@main
struct Notes {
    /// The site's own templates: `index.mustache` takes the place of Gatehouse's.
    static let templates = URL(fileURLWithPath: #filePath).deletingLastPathComponent().path + "/Templates"

    static func configure(_ settings: inout GatehouseSettings) {
        settings.web.siteName = "Notes"
        settings.web.accountFields = ["nickname"]
        settings.web.templateFolders = [templates]
    }

    static func main() async throws {
        var settings = GatehouseSettings(
            mongoURL: "mongodb://127.0.0.1:27017/notes",
            keys: SecretKeys("change me: fifty bytes or more, by gatehouse secret new"))
        settings.web.isHTTPS = false  // on loopback only
        configure(&settings)
        let gatehouse = try await Gatehouse(User.self, settings) { NotesFeature() }
        try await Application(router: makeRouter(gatehouse), server: gatehouse.server, services: [gatehouse])
            .runService()
    }
}
