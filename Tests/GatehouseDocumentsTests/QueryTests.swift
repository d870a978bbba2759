import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("Queries in Swift")
struct QueryTests {
    struct Book: Document, Equatable {
        static let collection = "books"
        var id: Int?
        var title: String
        var pages: Int
        var lentTo: String?
        var secret = 0

        static let schema = Schema<Book> {
            PrimaryKey(\.id, .sequence)
            Field("title", \.title, .required, .unique)
            Field("pages", \.pages)
            Field("lent_to", \.lentTo)
        }
    }

    private func withBooks(_ body: (Documents<Book>) async throws -> Void) async throws {
        try await TestMongo.withClient { client in
            let books = Documents(Book.self, client: client)
            _ = try await books.ensureIndexes()
            for (title, pages, lentTo) in [("Emma", 400, nil), ("Ulysses", 700, "Ada"), ("E.T.", 90, nil)] {
                var book = Book(id: nil, title: title, pages: pages, lentTo: lentTo)
                try await books.insert(&book)
            }
            try await body(books)
        }
    }

    @Test("conditions are compared, combined and turned round")
    func conditions() async throws {
        try await withBooks { books in
            func titles(_ condition: Documents<Book>.Condition) async throws -> [String] {
                try await books.find(sortedBy: { [$0.title.ascending] }, condition).map(\.title)
            }
            let results = [
                try await titles { $0.title == "Emma" }, try await titles { $0.title != "Emma" },
                try await titles { $0.pages > 90 && $0.pages <= 400 },
                try await titles { $0.pages < 90 || $0.pages >= 700 },
                try await titles { $0.lentTo.exists() }, try await titles { !$0.lentTo.exists() },
                try await titles { $0.lentTo == "Ada" }, try await titles { $0.title.in(["Emma", "Ulysses", "x"]) },
                try await titles { $0.title.hasPrefix("E") }, try await titles { $0.title.hasPrefix("E.") },
                try await titles { $0.id == 2 }, try await titles { _ in .all },
            ]
            #expect(
                results == [
                    ["Emma"], ["E.T.", "Ulysses"], ["Emma"], ["Ulysses"], ["Ulysses"], ["E.T.", "Emma"], ["Ulysses"],
                    ["Emma", "Ulysses"], ["E.T.", "Emma"], ["E.T."], ["Ulysses"], ["E.T.", "Emma", "Ulysses"],
                ])
        }
    }

    @Test("sorted, skipped, limited, counted, got and deleted")
    func others() async throws {
        try await withBooks { books in
            let longest = try await books.first(sortedBy: { [$0.pages.descending] }) { _ in .all }
            let second = try await books.find(sortedBy: { [$0.pages.descending] }, skip: 1, limit: 1)
            let count = try await books.count { $0.pages > 100 }
            let emma = try await books.get { $0.title == "Emma" }
            #expect(longest?.title == "Ulysses" && second.map(\.title) == ["Emma"] && count == 2 && emma.id == 1)
            let missing = await #expect(throws: DocumentError.self) { try await books.get { $0.title == "x" } }
            let several = await #expect(throws: DocumentError.self) { try await books.get { $0.pages > 0 } }
            #expect(missing?.code == .notFound && several?.code == .notUnique)
            let removed = try await books.delete { $0.pages > 100 }
            let left = try await books.count()
            #expect(removed == 2 && left == 1)
        }
    }

    @Test("a property that the schema does not declare is an error, never a query for everything")
    func unknown() async throws {
        try await withBooks { books in
            let error = await #expect(throws: DocumentError.self) { try await books.delete { $0.secret == 0 } }
            let count = try await books.count()
            #expect(error?.code == .unknownField && count == 3)
        }
    }

    @Test("a change writes only what differs, and keeps the rules")
    func update() async throws {
        try await withBooks { books in
            var mine = try await books.get { $0.title == "Ulysses" }
            var yours = mine
            try await books.update(&mine) { $0.pages = 800 }
            try await books.update(&yours) { $0.lentTo = nil }
            let stored = try await books.get { $0.title == "Ulysses" }
            #expect(stored.pages == 800 && stored.lentTo == nil)
            let invalid = await #expect(throws: DocumentError.self) { try await books.update(&mine) { $0.title = "" } }
            let taken = await #expect(throws: DocumentError.self) {
                try await books.update(&mine) { $0.title = "Emma" }
            }
            #expect(invalid?.failures.fields == ["title"] && taken?.fields == ["title"])
            #expect(mine.title == "Ulysses")
            try await books.delete { $0.title == "Ulysses" }
            let isThere = try await books.update(&mine) { $0.pages = 1 }
            #expect(!isThere)
        }
    }
}
