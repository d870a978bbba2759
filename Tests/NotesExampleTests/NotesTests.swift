import Foundation
import Gatehouse
import GatehouseTesting
import Hummingbird
import Testing

@testable import NotesExample

@Suite("An application of somebody else's, with notes")
struct NotesTests {
    private func withNotes(_ body: (Router<GatehouseContext<User>>) async throws -> Void) async throws {
        var configuration = GatehouseConfiguration(mongoURL: "", keys: SecretKeys("a key for tests only"))
        configuration.mongo = try await TestMongo.configuration(on: .standalone)
        configuration.hashers = [Argon2Hasher.forTests]
        configuration.web.isHTTPS = false
        Notes.configure(&configuration)
        let gatehouse = try await Gatehouse(User.self, configuration)
        do {
            _ = try await Documents(Note.self, client: gatehouse.mongo).ensureIndexes()
            try await body(makeRouter(gatehouse))
            try await gatehouse.mongo.run(["dropDatabase": 1])
            try await gatehouse.shutdown()
        } catch {
            try? await gatehouse.shutdown()
            throw error
        }
    }

    private func signIn(_ router: Router<GatehouseContext<User>>, _ name: String) async throws -> TestBrowser {
        let browser = TestBrowser(router)
        let form = try await browser.get("/signup/")
        #expect(form.body.contains("name=\"nickname\"") && !form.body.contains("name=\"first_name\""))
        try await browser.submit(
            "/signup/",
            [
                "email": "\(name)@example.com", "password": "correct horse", "password_retype": "correct horse",
                "nickname": name,
            ])
        try await browser.get("/signin/")
        try await browser.submit("/signin/", ["email": "\(name)@example.com", "password": "correct horse"])
        return browser
    }

    @Test("who signed up with a nickname writes notes that nobody else sees")
    func notes() async throws {
        try await withNotes { router in
            let mia = try await signIn(router, "mia")
            #expect(try await mia.get("/index/").body.contains("Welcome to Notes"))
            let empty = try await mia.get("/notes/")
            #expect(empty.body.contains("Notes of mia") && empty.body.contains("None yet."))
            let saved = try await mia.submit("/notes/", ["title": "Milk & honey", "text": "two"])
            #expect(saved.headers[.location] == "/notes/")
            let page = try await mia.get("/notes/")
            #expect(page.body.contains("The note was saved.") && page.body.contains("Milk &amp; honey"))
            let ben = try await signIn(router, "ben")
            #expect(!(try await ben.get("/notes/").body.contains("Milk")))
            #expect(try await TestBrowser(router).get("/notes/").headers[.location] == "/signin/?next=/notes/")
        }
    }

    @Test("a note that is not taken comes back with what is wrong")
    func wrong() async throws {
        try await withNotes { router in
            let mia = try await signIn(router, "mia")
            try await mia.get("/notes/")
            let page = try await mia.submit("/notes/", ["title": "", "text": "kept"])
            #expect(page.status == .badRequest)
            #expect(page.body.contains("This field is required.") && page.body.contains("kept</textarea>"))
        }
    }
}
