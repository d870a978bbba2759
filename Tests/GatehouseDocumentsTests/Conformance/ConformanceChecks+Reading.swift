import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo

extension ConformanceChecks {
    static func queries(_ books: Documents<ConformanceBook>) async throws {
        try await fill(books)
        func check(
            _ wanted: [String], _ what: String, _ condition: Documents<ConformanceBook>.Condition
        ) async throws {
            let found = try await books.find(sortedBy: { [$0.title.ascending] }, condition).map(\.title)
            try Conformance.equal(found, wanted, what)
        }
        try await check(["Emma"], "==") { $0.title == "Emma" }
        try await check(["E.T.", "Ulysses"], "!=") { $0.title != "Emma" }
        try await check(["Emma"], "&&") { $0.pages > 90 && $0.pages <= 400 }
        try await check(["Ulysses"], "||") { $0.pages < 90 || $0.pages >= 700 }
        try await check(["Ulysses"], "exists") { $0.lentTo.exists() }
        try await check(["E.T.", "Emma"], "!") { !$0.lentTo.exists() }
        try await check(["Ulysses"], "a value that may be absent") { $0.lentTo == "Ada" }
        try await check(["E.T.", "Emma"], "another value, or none") { $0.lentTo != "Ada" }
        try await check(["Emma", "Ulysses"], "in") { $0.title.in(["Emma", "Ulysses", "x"]) }
        try await check([], "in nothing") { $0.title.in([]) }
        try await check(["E.T.", "Emma"], "a prefix") { $0.title.hasPrefix("E") }
        try await check(["E.T."], "a prefix with a sign of regular expressions") { $0.title.hasPrefix("E.") }
        try await check(["Ulysses"], "the key") { $0.id == 2 }
        try await check(["Ulysses"], "a date") { $0.printedAt > Date(timeIntervalSince1970: 1_600_000_000) }
        try await check([], "a range does not find what is absent") {
            $0.printedAt < Date(timeIntervalSince1970: 1_600_000_000)
        }
        try await check(["E.T.", "Emma"], "a fraction") { $0.price < 19.5 }
        try await check(["E.T.", "Emma", "Ulysses"], "everything") { _ in .all }
    }

    static func lists(_ books: Documents<ConformanceBook>) async throws {
        var list = try await fill(books)
        try await books.update(&list[2]) {
            $0.loans = [ConformanceLoan(reader: "Ada", days: 3), ConformanceLoan(reader: "Bob", days: 9)]
        }
        func titles(_ condition: Documents<ConformanceBook>.Condition) async throws -> [String] {
            try await books.find(sortedBy: { [$0.title.ascending] }, condition).map(\.title)
        }
        try Conformance.equal(try await titles { $0.tags.contains("novel") }, ["Emma", "Ulysses"], "contains")
        try Conformance.equal(
            try await titles { $0.tags.containsAll(of: ["english", "novel"]) }, ["Emma"], "contains all")
        try Conformance.equal(try await titles { $0.tags.hasCount(1) }, ["Ulysses"], "a count")
        try Conformance.equal(
            try await titles { $0.loans.contains { $0.reader == "Ada" && $0.days < 5 } }, ["E.T."], "one of several")
        try Conformance.equal(
            try await titles { $0.loans.contains { $0.reader == "Ada" && $0.days > 5 } }, [],
            "two conditions that no single one fulfils")
    }

    static func embedded(_ books: Documents<ConformanceBook>) async throws {
        var list = try await fill(books)
        try await books.update(&list[0]) { $0.publisher = ConformancePublisher(name: "Murray", foundedIn: 1768) }
        try Conformance.equal(try await books.first { $0.publisher.name == "Murray" }?.title, "Emma", "a value inside")
        try Conformance.equal(try await books.count { $0.publisher.foundedIn > 1700 }, 1, "a range inside")
        let error = try await Conformance.error(DocumentError.self, "broken rules inside") {
            try await books.update(&list[1]) {
                $0.publisher = ConformancePublisher(name: "", foundedIn: 3)
                $0.loans = [ConformanceLoan(reader: "Ada", days: 1), ConformanceLoan(reader: "", days: 99)]
            }
        }
        try Conformance.equal(
            error.failures.fields, ["loans.1.days", "loans.1.reader", "publisher.founded_in", "publisher.name"],
            "the paths of broken rules inside")
    }

    static func sorting(_ books: Documents<ConformanceBook>) async throws {
        try await fill(books)
        let longest = try await books.first(sortedBy: { [$0.pages.descending] }) { _ in .all }
        let second = try await books.find(sortedBy: { [$0.pages.descending] }, skip: 1, limit: 1)
        let absentFirst = try await books.find(sortedBy: { [$0.lentTo.ascending, $0.title.descending] })
        try Conformance.equal(longest?.title, "Ulysses", "the first by descending order")
        try Conformance.equal(second.map(\.title), ["Emma"], "one after the first")
        try Conformance.equal(
            absentFirst.map(\.title), ["Emma", "E.T.", "Ulysses"], "two properties, absent ones first")
    }

    static func counting(_ database: DocumentDatabase, _ books: Documents<ConformanceBook>) async throws {
        try await fill(books)
        try Conformance.equal(try await books.count { $0.pages > 100 }, 2, "a count")
        try Conformance.equal(try await books.get { $0.title == "Emma" }.id, 1, "the one document")
        let missing = try await Conformance.error(DocumentError.self, "none") {
            _ = try await books.get { $0.title == "x" }
        }
        let several = try await Conformance.error(DocumentError.self, "several") {
            _ = try await books.get { $0.pages > 0 }
        }
        try Conformance.equal([missing.code, several.code], [.notFound, .notUnique], "get without exactly one")
        try Conformance.equal(try await books.delete { $0.pages > 100 }, 2, "documents deleted")
        try Conformance.equal(try await books.count(), 1, "documents left")
        let unknown = try await Conformance.error(DocumentError.self, "an undeclared property") {
            _ = try await Documents(HalfDeclared.self, in: database).delete { $0.secret == 1 }
        }
        try Conformance.equal(unknown.code, .unknownField, "an undeclared property")
    }

    static func references(_ database: DocumentDatabase, _ books: Documents<ConformanceBook>) async throws {
        try await fill(books)
        let reviews = Documents(ConformanceReview.self, in: database)
        try Conformance.expect(try await reviews.count { $0.again.exists() } == 0, "no references yet")
        var list = [1, 2, 2, 9].map { ConformanceReview(book: Reference($0), again: $0 == 1 ? Reference(3) : nil) }
        try await reviews.insert(contentsOf: &list)
        let found = try await reviews.find { $0.book == Reference(2) }
        let resolved = try await books.resolve(list.map(\.book) + list.compactMap(\.again))
        try Conformance.equal(found.count, 2, "documents that point at one")
        try Conformance.equal(
            list.map { resolved[$0.book]?.title }, ["Emma", "Ulysses", "Ulysses", nil], "what references point at")
        try Conformance.equal(resolved[list[0].again]?.title, "E.T.", "what a reference that may be absent points at")
        try Conformance.equal(resolved[list[1].again], nil, "no reference")
    }

    static func loading(_ books: Documents<ConformanceBook>) async throws {
        try await fill(books)
        let byTitle = try books.loader(by: \.title)
        let byCode = try books.loader(by: \.code, lanes: 2, maximumBatch: 1)
        let titles = try await withThrowingTaskGroup(of: (String, Int?).self) { group in
            for title in ["Emma", "Ulysses", "Emma", "none"] {
                group.addTask { (title, try await byTitle.load(title)?.id) }
            }
            return try await group.reduce(into: [String: Int?]()) { $0[$1.0] = $1.1 }
        }
        try Conformance.equal(titles, ["Emma": 1, "Ulysses": 2, "none": nil], "documents by a property")
        let coded = try await byCode.load("A-1")
        let missing = try await byCode.load("Z-9")
        try Conformance.equal(
            [coded?.title, missing?.title], ["Emma", nil], "documents by a property that may be absent")
        var new = ConformanceBook(title: "New", pages: 1)
        try await books.insert(&new)
        try Conformance.equal(try await byTitle.load("New")?.id, new.id, "a document written a moment ago")
    }

    static func streaming(_ books: Documents<ConformanceBook>) async throws {
        var list = (0..<25).map { ConformanceBook(title: "Volume \($0)", pages: $0) }
        try await books.insert(contentsOf: &list)
        var pages: [Int] = []
        for try await book in try books.stream(sortedBy: { [$0.pages.ascending] }, batchSize: 4, { $0.pages >= 5 }) {
            pages.append(book.pages)
        }
        try Conformance.equal(pages, Array(5..<25), "documents in batches")
    }

    static func projection(_ books: Documents<ConformanceBook>) async throws {
        try await fill(books)
        struct Label: Decodable, Equatable {
            var title: String
            var lentTo: String?
        }
        struct Keyed: Decodable, Equatable {
            var id: Int
            var pages: Int
        }
        let labels = try await books.find(
            as: Label.self, only: { [$0.title.selected, $0.lentTo.selected] }, sortedBy: { [$0.title.descending] },
            limit: 2
        ) { _ in .all }
        try Conformance.equal(
            labels, [Label(title: "Ulysses", lentTo: "Ada"), Label(title: "Emma")], "some properties")
        let keyed = try await books.find(as: Keyed.self, only: { [$0.id.selected, $0.pages.selected] }) { $0.id == 3 }
        try Conformance.equal(keyed, [Keyed(id: 3, pages: 90)], "the key among some properties")
    }
}
