import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseForms
import GatehouseMessages
import Testing

@Suite("Forms made from documents")
struct DocumentFormTests {
    struct Note: Document, Equatable {
        enum State: String, Codable, CaseIterable, BSONConvertible { case draft, published }
        static let collection = "notes"
        var id: Int?
        var owner: String
        var title: String
        var contact: String?
        var stars: Int
        var state: State
        var isPinned: Bool
        var dueDate: Date?
        var tags: [String]

        static let schema = Schema<Note> {
            PrimaryKey(\.id, .sequence)
            Field("owner", \.owner)
            Field("title", \.title, .required, .length(3...20), .unique, .plainLine)
            Field("contact", \.contact, .email)
            Field("stars", \.stars, .range(1...5))
            Field("state", \.state, .cases)
            Field("is_pinned", \.isPinned)
            Field("due_date", \.dueDate)
            Field("tags", \.tags, .initially { [] })
        }
    }

    private let form = DocumentForm(
        Note.self, fields: ["title", "contact", "stars", "state", "is_pinned", "due_date"]
    ) { field in
        if field.name == "title" { field.placeholder = "A short title" }
    }

    private func data(_ text: String) throws -> FormData { try FormData(urlEncoded: text.utf8) }

    @Test("kinds, limits and labels come from the schema")
    func derived() {
        let fields = form.form.fields
        #expect(fields.map(\.label) == ["Title", "Contact", "Stars", "State", "Is pinned", "Due date"])
        #expect(
            fields.map(\.kind) == [
                .text, .email, .integer(minimum: 1, maximum: 5),
                .choice([.init("draft", "Draft"), .init("published", "Published")]), .boolean, .date,
            ])
        #expect(fields.map(\.isRequired) == [true, false, true, true, false, false])
        #expect(fields[0].minimumLength == 3 && fields[0].maximumLength == 20)
        #expect(fields[0].placeholder == "A short title")
        let all = DocumentForm(Note.self, excluding: ["owner"]).form.fields.map(\.name)
        #expect(all == ["title", "contact", "stars", "state", "is_pinned", "due_date"])
    }

    @Test("U4: a form leaves out what the schema protects, and an operator's form says that it does not")
    func protected() throws {
        struct Post: Document {
            static let collection = "posts"
            var id: Int?
            var title: String
            var rank: Int
            static let schema = Schema<Post> {
                PrimaryKey(\.id, .sequence)
                Field("title", \.title)
                Field("rank", \.rank, .protected, .missing(0))
            }
        }
        let form = DocumentForm(Post.self)
        #expect(form.form.fields.map(\.name) == ["title"])
        #expect(try form.members(of: form.bound(data("title=a&rank=7"))) == ["title": "a"])
        let ranking = DocumentForm(Post.self, allowingProtected: ["rank"])
        #expect(try ranking.members(of: ranking.bound(data("title=a&rank=7"))) == ["title": "a", "rank": 7])
    }

    @Test("a form is saved as a document, and what it must not decide is set beside it")
    func insert() async throws {
        let notes = Documents(Note.self, in: .memory())
        _ = try await notes.ensureIndexes()
        var bound = try form.bound(
            data("title=+Hello+&stars=3&state=draft&is_pinned=on&due_date=2023-11-14&owner=mallory"))
        let note = try await form.insert(&bound, setting: ["owner": "ada"], in: notes)
        let stored = try await notes.get { $0.title == "Hello" }
        #expect(note == stored && bound.isValid)
        #expect(stored.owner == "ada" && stored.stars == 3 && stored.state == .draft && stored.isPinned)
        #expect(stored.contact == nil && stored.dueDate == Date(timeIntervalSince1970: 1_699_920_000))
    }

    @Test("failures of the form and of the document's rules stand beside their fields, and values are kept")
    func failures() async throws {
        let notes = Documents(Note.self, in: .memory())
        _ = try await notes.ensureIndexes()
        var wrong = try form.bound(data("title=ab&contact=nobody&stars=9&state=lost&due_date=2023-02-30"))
        let none = try await form.insert(&wrong, setting: ["owner": "ada"], in: notes)
        #expect(none == nil)
        #expect(wrong.failures.fields == ["contact", "due_date", "stars", "state", "title"])
        #expect(wrong["due_date"] == "2023-02-30" && wrong["contact"] == "nobody")
        var ruled = try form.bound(data("title=%3Cb%3Ebold&stars=1&state=draft"))
        _ = try await form.insert(&ruled, setting: ["owner": "ada"], in: notes)
        #expect(ruled.errors == ["title": ["Control characters and the signs < and > are not allowed."]])
        let count = try await notes.count()
        #expect(count == 0)
    }

    @Test("a taken value is told by saving, beside its field")
    func taken() async throws {
        let notes = Documents(Note.self, in: .memory())
        _ = try await notes.ensureIndexes()
        for attempt in 0..<2 {
            var bound = try form.bound(data("title=Hello&stars=1&state=draft"))
            _ = try await form.insert(&bound, setting: ["owner": "ada"], in: notes)
            #expect(bound.failures["title"].map(\.code) == (attempt == 0 ? [] : ["unique"]))
        }
    }

    @Test("a document is edited: what the form does not have stays, and what was emptied goes")
    func edit() async throws {
        let notes = Documents(Note.self, in: .memory())
        _ = try await notes.ensureIndexes()
        var note = Note(
            owner: "ada", title: "Hello", contact: "a@example.com", stars: 1, state: .draft, isPinned: true,
            dueDate: Date(timeIntervalSince1970: 1_699_920_000), tags: ["kept"])
        try await notes.insert(&note)
        let shown = try form.bound(note)
        #expect(shown["title"] == "Hello" && shown["is_pinned"] == "on" && shown["due_date"] == "2023-11-14")
        var bound = try form.bound(data("title=Changed&stars=2&state=published&owner=mallory"))
        let isSaved = try await form.update(&note, &bound, in: notes)
        let stored = try await notes.get { $0.id == 1 }
        #expect(isSaved && stored == note)
        #expect(
            stored
                == Note(
                    id: 1, owner: "ada", title: "Changed", stars: 2, state: .published, isPinned: false, tags: ["kept"])
        )
    }
}
