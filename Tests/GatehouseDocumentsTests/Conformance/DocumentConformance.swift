import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo

/// What documents must do in any database, one check at a time.
///
/// ```swift
/// @Test(arguments: DocumentConformance.allCases)
/// func memory(_ check: DocumentConformance) async throws { try await check.run(in: .memory()) }
/// ```
enum DocumentConformance: String, Sendable, CaseIterable {
    case insert, several, keys, unique, validation, queries, lists, sorting, counting, differences, operators, modify,
        upsert
    case take, versions, hooks, tracking, references, loading, streaming, projection, indexes, sharedValues, sequences
    case embedded, initialValues, emptyChanges, misnamedFields, enumerations, races

    /// Runs the check in a database of its own.
    ///
    /// - Throws: ``DocumentConformanceFailure``, or what the database throws.
    func run(in database: DocumentDatabase) async throws {
        let books = Documents(ConformanceBook.self, in: database)
        _ = try await books.ensureIndexes()
        switch self {
        case .insert: try await ConformanceChecks.insert(books)
        case .several: try await ConformanceChecks.several(books)
        case .keys: try await ConformanceChecks.keys(database)
        case .unique: try await ConformanceChecks.unique(books)
        case .validation: try await ConformanceChecks.validation(books)
        case .queries: try await ConformanceChecks.queries(books)
        case .lists: try await ConformanceChecks.lists(books)
        case .sorting: try await ConformanceChecks.sorting(books)
        case .counting: try await ConformanceChecks.counting(database, books)
        case .differences: try await ConformanceChecks.differences(books)
        case .operators: try await ConformanceChecks.operators(books)
        case .modify: try await ConformanceChecks.modify(books)
        case .upsert: try await ConformanceChecks.upsert(books)
        case .take: try await ConformanceChecks.take(books)
        case .versions: try await ConformanceChecks.versions(database)
        case .hooks: try await ConformanceChecks.hooks(database)
        case .tracking: try await ConformanceChecks.tracking(books)
        case .references: try await ConformanceChecks.references(database, books)
        case .loading: try await ConformanceChecks.loading(books)
        case .streaming: try await ConformanceChecks.streaming(books)
        case .projection: try await ConformanceChecks.projection(books)
        case .indexes: try await ConformanceChecks.indexes(database)
        case .sharedValues: try await ConformanceChecks.sharedValues(database)
        case .sequences: try await ConformanceChecks.sequences(database)
        case .embedded: try await ConformanceChecks.embedded(books)
        case .initialValues: try await ConformanceChecks.initialValues(database)
        case .emptyChanges: try await ConformanceChecks.emptyChanges(database)
        case .misnamedFields: try await ConformanceChecks.misnamedFields(database)
        case .enumerations: try await ConformanceChecks.enumerations(database)
        case .races: try await ConformanceChecks.races(books)
        }
    }
}

struct ConformancePublisher: EmbeddedDocument, Equatable {
    var name: String
    var foundedIn: Int?
    static let fields = Fields<ConformancePublisher> {
        Field("name", \.name, .required, .length(...20))
        Field("founded_in", \.foundedIn, .range(1400...2100))
    }
}

struct ConformanceLoan: EmbeddedDocument, Equatable {
    var reader: String
    var days: Int
    static let fields = Fields<ConformanceLoan> {
        Field("reader", \.reader, .required)
        Field("days", \.days, .range(1...30))
    }
}

struct ConformanceBook: Document, Equatable {
    static let collection = "conformance_books"
    var id: Int?
    var title: String
    var pages: Int
    var price = 1.5
    var tags: [String] = []
    var printedAt: Date?
    var lentTo: String?
    var code: String?
    var publisher: ConformancePublisher?
    var loans: [ConformanceLoan] = []

    static let schema = Schema<ConformanceBook> {
        PrimaryKey(\.id, .sequence)
        Field("title", \.title, .required, .length(...40), .unique)
        Field("pages", \.pages, .range(0...10_000))
        Field("price", \.price)
        Field("tags", \.tags)
        Field("printed_at", \.printedAt)
        Field("lent_to", \.lentTo)
        Field("code", \.code, .unique, .pattern("[A-Z]-[0-9]+"))
        Field("publisher", \.publisher)
        Field("loans", \.loans)
        Index(.ascending(\.pages), .descending(\.title))
    }
}
