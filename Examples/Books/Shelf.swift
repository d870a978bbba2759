import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo

/// Books that are lent out, in a database.
struct Shelf: Sendable {
    private let books: Documents<Book>

    /// - Throws: `IndexConflictError`, `DocumentError`, `MongoError`.
    init(_ client: MongoClient) async throws {
        books = Documents(Book.self, client: client)
        for index in try await books.ensureIndexes().differing { print(index.explanation) }
    }

    /// Puts a book on the shelf.
    ///
    /// - Returns: what is wrong with its title, in words; empty when it was taken.
    func add(_ title: String) async throws -> [String] {
        var book = Book(title: title)
        do {
            try await books.insert(&book)
            return []
        } catch let error as DocumentError where error.code == .invalid {
            return error.failures["title"].map { (message: Message) in message.text }
        } catch let error as DocumentError where error.code == .duplicate {
            return ["It stands on the shelf already."]
        }
    }

    /// Lends a book out; of two people who want it at the same time one gets it.
    ///
    /// - Returns: whether it was there.
    func lend(_ title: String, to name: String) async throws -> Bool {
        try await books.update({ $0.title == title && !$0.lentTo.exists() }) { [$0.lentTo.set(name)] } > 0
    }

    /// The titles of the books that are there.
    func titles() async throws -> [String] {
        try await books.find(sortedBy: { [$0.title.ascending] }) { !$0.lentTo.exists() }.map(\.title)
    }
}
