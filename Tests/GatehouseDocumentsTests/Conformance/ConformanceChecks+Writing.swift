import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo

enum ConformanceChecks {
    /// Three books, numbered 1 to 3: Emma (400 pages), Ulysses (700, lent to Ada) and E.T. (90).
    @discardableResult
    static func fill(_ books: Documents<ConformanceBook>) async throws -> [ConformanceBook] {
        var list = [
            ConformanceBook(title: "Emma", pages: 400, tags: ["novel", "english"], code: "A-1"),
            ConformanceBook(
                title: "Ulysses", pages: 700, price: 20, tags: ["novel"],
                printedAt: Date(timeIntervalSince1970: 1_700_000_000.123), lentTo: "Ada"),
            ConformanceBook(title: "E.T.", pages: 90, price: 3),
        ]
        try await books.insert(contentsOf: &list)
        return list
    }

    static func insert(_ books: Documents<ConformanceBook>) async throws {
        let list = try await fill(books)
        try Conformance.equal(list.map(\.id), [1, 2, 3], "the keys of new documents")
        try Conformance.equal(try await books.find(2), list[1], "a document found by its key")
        try Conformance.equal(try await books.find(9), nil, "a key that is not there")
        var again = list[0]
        let error = try await Conformance.error(DocumentError.self, "an existing key") {
            again.title = "Other"
            try await books.insert(&again)
        }
        try Conformance.equal(error.code, .duplicate, "an existing key")
        try Conformance.equal(error.fields, ["_id"], "the field of an existing key")
        try Conformance.equal(try await books.find(1)?.title, "Emma", "a document whose key was tried again")
    }

    static func several(_ books: Documents<ConformanceBook>) async throws {
        var list = ["a", "b", "a", "c"].map { ConformanceBook(title: $0, pages: 1) }
        let error = try await Conformance.error(DocumentError.self, "one of several") {
            try await books.insert(contentsOf: &list)
        }
        try Conformance.equal(error.place, 2, "the place of the one that was refused")
        try Conformance.equal(list.map(\.id), [1, 2, 3, 4], "the keys that were given")
        try Conformance.equal(try await books.count(), 2, "those before it are stored")
    }

    static func keys(_ database: DocumentDatabase) async throws {
        func check<Root: Document>(_ type: Root.Type, _ document: Root) async throws {
            var document = document
            let documents = Documents(type, in: database)
            try await documents.insert(&document)
            guard let id = document.id else { throw DocumentConformanceFailure("\(type): no key was given") }
            try Conformance.equal(try await documents.find(id)?.id, id, "\(type): found by its key")
            try Conformance.equal(Root.ID(keyText: id.keyText), id, "\(type): the key from its text")
        }
        try await check(KeyedBySequence.self, KeyedBySequence())
        try await check(KeyedByText.self, KeyedByText(email: "Mixed.Case@example.com"))
        try await check(KeyedByObjectID.self, KeyedByObjectID())
        try await check(KeyedByUUID.self, KeyedByUUID())
        try await check(KeyedByOwnType.self, KeyedByOwnType(id: Ticket(letter: "B", number: 7)))
        let error = try await Conformance.error(DocumentError.self, "a document without a key") {
            var none = KeyedByOwnType()
            try await Documents(KeyedByOwnType.self, in: database).insert(&none)
        }
        try Conformance.equal(error.code, .missingKey, "a document without a key")
    }

    static func unique(_ books: Documents<ConformanceBook>) async throws {
        try await fill(books)
        for (title, code, field) in [("Emma", nil, "title"), ("New", "A-1", "code")] {
            let error = try await Conformance.error(DocumentError.self, "a taken value") {
                var book = ConformanceBook(title: title, pages: 1, code: code)
                try await books.insert(&book)
            }
            try Conformance.equal(error.code, .duplicate, "a taken value")
            try Conformance.equal(error.fields, [field], "the field of a taken value")
        }
        let error = try await Conformance.error(DocumentError.self, "a taken value in an update") {
            try await books.update({ $0.title == "E.T." }) { [$0.title.set("Emma")] }
        }
        try Conformance.equal(error.fields, ["title"], "the field of a taken value in an update")
        try Conformance.equal(try await books.count(), 3, "documents after refusals")
    }

    static func validation(_ books: Documents<ConformanceBook>) async throws {
        let error = try await Conformance.error(DocumentError.self, "broken rules") {
            var book = ConformanceBook(title: "", pages: -1, code: "a1")
            try await books.insert(&book)
        }
        try Conformance.equal(error.code, .invalid, "broken rules")
        try Conformance.equal(error.failures.fields, ["code", "pages", "title"], "the fields of broken rules")
        try await fill(books)
        let change = try await Conformance.error(DocumentError.self, "broken rules of an update") {
            try await books.update({ $0.pages > 0 }) { [$0.pages.set(-1), $0.title.set("")] }
        }
        try Conformance.equal(change.failures.fields, ["pages", "title"], "broken rules of an update")
        try Conformance.equal(try await books.count { $0.pages >= 0 }, 3, "documents after refusals")
    }

    static func differences(_ books: Documents<ConformanceBook>) async throws {
        try await fill(books)
        var mine = try await books.get { $0.title == "Ulysses" }
        var yours = mine
        try await books.update(&mine) { $0.pages = 800 }
        try await books.update(&yours) { $0.lentTo = nil }
        let stored = try await books.get { $0.title == "Ulysses" }
        try Conformance.equal(stored.pages, 800, "a change beside another")
        try Conformance.equal(stored.lentTo, nil, "a value taken away beside another change")
        // Inside an embedded document, too, only what differs is written.
        try await books.update(&mine) { $0.publisher = ConformancePublisher(name: "Shakespeare & Co") }
        yours = try await books.get { $0.title == "Ulysses" }
        try await books.update(&mine) { $0.publisher?.name = "Egoist" }
        try await books.update(&yours) { $0.publisher?.foundedIn = 1922 }
        try Conformance.equal(
            try await books.get { $0.title == "Ulysses" }.publisher,
            ConformancePublisher(name: "Egoist", foundedIn: 1922),
            "two changes inside one embedded document")
        try await books.delete { $0.title == "Ulysses" }
        let isThere = try await books.update(&mine) { $0.pages = 1 }
        try Conformance.expect(!isThere, "a change of a document that is gone tells so")
        try Conformance.equal(try await books.count(), 2, "a change never brings a document back")
        let error = try await Conformance.error(DocumentError.self, "a change of the key") {
            var emma = try await books.get { $0.title == "Emma" }
            try await books.update(&emma) { $0.id = 77 }
        }
        try Conformance.equal(error.code, .missingKey, "a change of the key")
    }

    static func operators(_ books: Documents<ConformanceBook>) async throws {
        try await fill(books)
        let count = try await books.update({ $0.title == "Emma" }) {
            [
                $0.pages.inc(5), $0.price.max(9.5), $0.lentTo.set("Eve"), $0.code.unset(),
                $0.tags.push("classic"), $0.printedAt.currentDate(),
                $0.publisher.set(ConformancePublisher(name: "Murray")),
                $0.loans.push(contentsOf: [
                    ConformanceLoan(reader: "Ada", days: 3), ConformanceLoan(reader: "Bob", days: 9),
                ]),
            ]
        }
        try Conformance.equal(count, 1, "documents changed")
        let emma = try await books.get { $0.title == "Emma" }
        try Conformance.equal(emma.pages, 405, "inc")
        try Conformance.equal(emma.price, 9.5, "max")
        try Conformance.equal(emma.lentTo, "Eve", "set")
        try Conformance.equal(emma.code, nil, "unset")
        try Conformance.equal(emma.tags, ["novel", "english", "classic"], "push")
        try Conformance.equal(emma.publisher?.name, "Murray", "set of an embedded document")
        try Conformance.expect((emma.printedAt?.timeIntervalSince1970 ?? 0) > 1_700_000_000, "currentDate")
        try await books.update({ $0.title == "Emma" }) {
            [
                $0.price.min(2), $0.tags.pull("novel"), $0.publisher.foundedIn.set(1768),
                $0.loans.pull { $0.days > 5 },
            ]
        }
        try await books.update({ $0.title == "Emma" }) { [$0.tags.addToSet("classic")] }
        let after = try await books.get { $0.title == "Emma" }
        try Conformance.equal(after.price, 2, "min")
        try Conformance.equal(after.tags, ["english", "classic"], "pull and addToSet")
        try Conformance.equal(after.publisher, ConformancePublisher(name: "Murray", foundedIn: 1768), "set inside")
        try Conformance.equal(after.loans, [ConformanceLoan(reader: "Ada", days: 3)], "pull by a condition")
        let broken = try await Conformance.error(DocumentError.self, "broken rules of what is pushed") {
            try await books.update({ _ in .all }) { [$0.loans.push(ConformanceLoan(reader: "", days: 99))] }
        }
        try Conformance.equal(
            broken.failures.fields, ["loans.0.days", "loans.0.reader"], "broken rules of what is pushed")
        try await books.update({ $0.title == "Emma" }) { [$0.lentTo.set(nil)] }
        try Conformance.expect(
            try await !books.find { $0.lentTo.exists() }.contains { $0.title == "Emma" }, "set to nil")
        let all = try await books.update({ _ in .all }) { [$0.pages.inc(1)] }
        let none = try await books.update({ $0.title == "x" }) { [$0.pages.inc(1)] }
        let nothing = try await books.update({ _ in .all }) { _ in [] }
        try Conformance.equal([all, none, nothing], [3, 0, 3], "documents that matched")
    }

    static func modify(_ books: Documents<ConformanceBook>) async throws {
        try await fill(books)
        let after = try await books.modify({ $0.pages > 0 }, sortedBy: { [$0.pages.descending] }) {
            [$0.lentTo.set("Bob")]
        }
        try Conformance.equal(after?.title, "Ulysses", "the first by an order")
        try Conformance.equal(after?.lentTo, "Bob", "the document after")
        let before = try await books.modify({ $0.title == "Ulysses" }, returning: .before) { [$0.lentTo.unset()] }
        try Conformance.equal(before?.lentTo, "Bob", "the document before")
        let none = try await books.modify({ $0.title == "x" }) { [$0.pages.inc(1)] }
        try Conformance.equal(none, nil, "no document")
    }

    static func upsert(_ books: Documents<ConformanceBook>) async throws {
        let made = try await books.modify({ $0.title == "New" }, upsert: true) {
            [$0.pages.setOnInsert(10), $0.price.set(2), $0.tags.setOnInsert([]), $0.loans.setOnInsert([])]
        }
        try Conformance.equal(made?.id, 1, "the key of a document that was made")
        try Conformance.equal(made?.pages, 10, "a value on insert")
        let again = try await books.modify({ $0.title == "New" }, upsert: true) {
            [$0.pages.setOnInsert(99), $0.price.set(3), $0.tags.setOnInsert([]), $0.loans.setOnInsert([])]
        }
        try Conformance.equal(again?.id, 1, "the key of the same document")
        try Conformance.equal(again?.pages, 10, "a value on insert, of one that was there")
        try Conformance.equal(again?.price, 3, "a value set")
        do {
            _ = try await books.modify({ $0.title == "Half" }, upsert: true) { [$0.price.set(1)] }
            throw DocumentConformanceFailure("an upsert of half a document was not refused")
        } catch is DecodingError {}
        try Conformance.equal(try await books.count(), 1, "documents after a refused upsert")
    }

    static func take(_ books: Documents<ConformanceBook>) async throws {
        try await fill(books)
        let first = try await books.take(sortedBy: { [$0.pages.ascending] }) { $0.pages > 100 }
        let none = try await books.take { $0.title == "Emma" }
        try Conformance.equal(first?.title, "Emma", "the document taken")
        try Conformance.equal(none, nil, "the same again")
        let ulysses = try await books.get { $0.title == "Ulysses" }
        try Conformance.expect(try await books.delete(ulysses), "a document that is there is deleted")
        try Conformance.expect(try await !books.delete(ulysses), "one that is not there is not")
    }

    static func races(_ books: Documents<ConformanceBook>) async throws {
        let outcomes = await withTaskGroup(of: [String]?.self) { group in
            for _ in 0..<100 {
                group.addTask {
                    var book = ConformanceBook(title: "One", pages: 1)
                    do {
                        try await books.insert(&book)
                        return nil
                    } catch let error as DocumentError where error.code == .duplicate {
                        return error.fields
                    } catch {
                        return ["\(error)"]
                    }
                }
            }
            return await group.reduce(into: []) { $0.append($1) }
        }
        try Conformance.equal(outcomes.count { $0 == nil }, 1, "winners of one unique value")
        try Conformance.equal(outcomes.count { $0 == ["title"] }, 99, "losers that know the field")
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<50 { group.addTask { try await books.update({ $0.title == "One" }) { [$0.pages.inc(1)] } } }
            try await group.waitForAll()
        }
        try Conformance.equal(try await books.get { $0.title == "One" }.pages, 51, "parallel increments")
    }
}
