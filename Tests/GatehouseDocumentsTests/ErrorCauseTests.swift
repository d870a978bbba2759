import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("What errors of documents say of their cause")
struct ErrorCauseTests {
    struct Book: Document {
        static let collection = "books"
        var id: Int?
        var title: String
        var pages: Int?
        static let schema = Schema<Book> {
            PrimaryKey(\.id, .assigned)
            Field("title", \.title, .unique)
            Field("pages", \.pages)
        }
    }

    @Test("a part of a document that does not fit its type names the document and the field, as the whole does")
    func part() async throws {
        struct Pages: Decodable { let pages: Int }
        struct Titled: Decodable {
            let id: Int?
            let title: String
        }
        try await TestMongo.withClient { client in
            let books = Documents(Book.self, client: client)
            for (id, pages) in [(1, 10), (2, nil)] as [(Int, Int?)] {
                var book = Book(id: id, title: "Book \(id)", pages: pages)
                try await books.insert(&book)
            }
            let found = try await books.find(as: Pages.self, only: { [$0.pages.selected] }) { $0.id == 1 }
            #expect(found.map(\.pages) == [10])
            let error = await #expect(throws: DocumentError.self) {
                _ = try await books.find(as: Pages.self, only: { [$0.pages.selected] }) { _ in .all }
            }
            #expect(error?.code == .undecodable && error?.key == 2 && error?.fields == ["pages"])
            #expect(error?.collection == "books" && error?.underlying is DecodingError)
            // The key is read for the error alone.
            let parts = try await books.find(as: Titled.self, only: { [$0.title.selected] }) { $0.id == 1 }
            #expect(parts.map(\.id) == [nil])
        }
    }

    @Test("a value that is taken keeps what the server said, also of an index that the schema does not know")
    func duplicate() async throws {
        try await TestMongo.withClient { client in
            let books = Documents(Book.self, client: client)
            _ = try await books.ensureIndexes()
            var first = Book(id: 1, title: "Emma", pages: 1)
            try await books.insert(&first)
            var second = Book(id: 2, title: "Emma")
            let error = await #expect(throws: DocumentError.self) { try await books.insert(&second) }
            #expect(error?.fields == ["title"] && (error?.underlying as? MongoError)?.duplicateKey?.index == "title_1")
            #expect(error?.description == "document: duplicate: title")
            var several = [Book(id: 3, title: "Persuasion"), Book(id: 4, title: "Emma")]
            let placed = await #expect(throws: DocumentError.self) { try await books.insert(contentsOf: &several) }
            #expect(placed?.place == 1 && placed?.underlying is MongoError)
        }
    }
}
