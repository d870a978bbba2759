import Foundation
import Gatehouse
import GatehouseTesting
import Hummingbird
import Testing

@testable import NotesExample

@Suite("An application of somebody else's, with notes")
struct NotesTests {
    private func withNotes(_ body: (Router<GatehouseContext<User>>, Gatehouse<User>) async throws -> Void) async throws
    {
        try await TestSite.run(configure: Notes.configure, features: { NotesFeature() }, router: makeRouter) {
            try await body($0.router, $0.gatehouse)
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
        return browser
    }

    @Test("who signed up with a nickname writes notes that nobody else sees")
    func notes() async throws {
        try await withNotes { router, _ in
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
        try await withNotes { router, _ in
            let mia = try await signIn(router, "mia")
            try await mia.get("/notes/")
            let page = try await mia.submit("/notes/", ["title": "", "text": "kept"])
            #expect(page.status == .unprocessableContent)
            #expect(page.body.contains("This field is required.") && page.body.contains("kept</textarea>"))
        }
    }

    @Test("an owner takes the notes away, and they go with the account")
    func record() async throws {
        try await withNotes { router, gatehouse in
            for name in ["mia", "ben"] {
                let browser = try await signIn(router, name)
                try await browser.get("/notes/")
                try await browser.submit("/notes/", ["title": "of \(name)", "text": "two"])
            }
            let mia = try #require(try await gatehouse.accounts.find(email: "mia@example.com"))
            let notes = try await gatehouse.lifecycle.export(of: mia)[path: "data", "notes"]?.array?.values
            #expect(notes?.map { $0.document?["title"]?.string } == ["of mia"])
            _ = try await gatehouse.administration.delete(mia)
            let left = try await Documents(Note.self, in: gatehouse.database).find { _ in .all }
            #expect(left.map(\.title) == ["of ben"])
        }
    }
}
