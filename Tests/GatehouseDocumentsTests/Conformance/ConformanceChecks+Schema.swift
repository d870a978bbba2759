import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo

extension ConformanceChecks {
    static func versions(_ database: DocumentDatabase) async throws {
        let pages = Documents(VersionedPage.self, in: database)
        var mine = VersionedPage(text: "a")
        try await pages.insert(&mine)
        var yours = mine
        try await pages.update(&mine) { $0.text = "b" }
        try Conformance.equal(mine.version, 1, "the version after a change")
        let error = try await Conformance.error(DocumentError.self, "a change of an older state") {
            try await pages.update(&yours) { $0.text = "c" }
        }
        try Conformance.equal(error.code, .conflict, "a change of an older state")
        try Conformance.equal(yours.text, "a", "a document whose change was refused")
        try await pages.update({ _ in .all }) { [$0.text.set("d")] }
        let stored = try await pages.get { _ in .all }
        try Conformance.equal(stored.version, 2, "the version after an update by condition")
        let deletion = try await Conformance.error(DocumentError.self, "a deletion of an older state") {
            try await pages.delete(mine)
        }
        try Conformance.equal(deletion.code, .conflict, "a deletion of an older state")
        try Conformance.expect(try await pages.delete(stored), "a deletion of the newest state")
    }

    static func hooks(_ database: DocumentDatabase) async throws {
        let notes = Documents(HookedNote.self, in: database)
        var note = HookedNote(text: " a ")
        try await notes.insert(&note)
        try Conformance.equal(note.text, "a", "a document changed before it was stored")
        try Conformance.equal(try await notes.get { _ in .all }.text, "a", "a stored document")
        try await notes.update(&note) { $0.text = " b " }
        try Conformance.equal(try await notes.get { _ in .all }.text, "b", "a document changed before it was written")
        let refused = try await Conformance.error(HookedNote.Refusal.self, "a hook that throws") {
            try await notes.update(&note) { $0.text = "refuse" }
        }
        try Conformance.equal(refused, .save, "a hook that throws")
        try Conformance.equal(try await notes.get { _ in .all }.text, "b", "a document whose hook threw")
        try await notes.update({ _ in .all }) { [$0.text.set("keep")] }
        let kept = try await notes.get { _ in .all }
        _ = try await Conformance.error(HookedNote.Refusal.self, "a hook that keeps it") {
            try await notes.delete(kept)
        }
        try Conformance.equal(try await notes.count(), 1, "a document whose hook kept it")
    }

    static func tracking(_ books: Documents<ConformanceBook>) async throws {
        var book = Tracked(ConformanceBook(title: "Emma", pages: 400))
        try Conformance.expect(book.isNew, "a new document knows that it is")
        try await books.save(&book)
        try Conformance.equal(book.id, 1, "the key of a saved document")
        try await books.update({ $0.title == "Emma" }) { [$0.pages.set(500)] }
        book.lentTo = "Ada"
        try await books.save(&book)
        let stored = try await books.get { $0.title == "Emma" }
        try Conformance.equal(stored.pages, 500, "a value that was not changed here")
        try Conformance.equal(stored.lentTo, "Ada", "a value that was")
        var other = try await books.tracked { $0.title == "Emma" }
        other.lentTo = nil
        try await books.save(&other)
        try Conformance.equal(try await books.get { $0.title == "Emma" }.lentTo, nil, "a value taken away")
        try await books.delete { _ in .all }
        other.pages = 1
        try Conformance.expect(try await !books.save(&other), "saving a document that is gone tells so")
    }

    static func indexes(_ database: DocumentDatabase) async throws {
        let names = [
            "title_1", "pages_1_title_-1", "expires_at_1", "active codes", "name_1", "maker.name_1",
        ]
        let first = try await Documents(IndexedThing.self, in: database).ensureIndexes()
        try Conformance.equal(first.made.sorted(), names.sorted(), "indexes made")
        let second = try await Documents(IndexedThing.self, in: database).ensureIndexes()
        try Conformance.equal(second.present.sorted(), names.sorted(), "indexes that were there")
        try Conformance.equal(second.made + second.differing.map(\.name), [], "indexes made again")
        let conflict = try await Conformance.error(IndexConflictError.self, "indexes that break the rules") {
            _ = try await Documents(OtherIndexedThing.self, in: database).ensureIndexes()
        }
        try Conformance.equal(
            conflict.differences.map(\.name).sorted(), ["active codes", "expires_at_1", "pages_1_title_-1"],
            "indexes that do harm")
        try Conformance.equal(
            conflict.report.differing.map(\.description).sorted(),
            ["active codes: partialFilterExpression", "expires_at_1: expireAfterSeconds", "pages_1_title_-1: unique"],
            "indexes that differ")
        let things = Documents(IndexedThing.self, in: database)
        var pair = [
            IndexedThing(title: "a", pages: 1, name: "Ada", code: 1, isActive: true),
            IndexedThing(title: "b", pages: 1, name: "Bob", code: 1, isActive: false),
        ]
        try await things.insert(contentsOf: &pair)
        let cases: [(IndexedThing, String)] = [
            (IndexedThing(title: "c", pages: 1, name: "ADA", code: 2, isActive: true), "name"),
            (IndexedThing(title: "d", pages: 1, name: "Dan", code: 1, isActive: true), "code"),
        ]
        for (thing, field) in cases {
            let error = try await Conformance.error(DocumentError.self, "a value taken by \(field)") {
                var thing = thing
                try await things.insert(&thing)
            }
            try Conformance.equal(error.code, .duplicate, "a value taken by \(field)")
            try Conformance.equal(error.fields, [field], "the field of a taken value, by an index with a name or rules")
        }
    }

    static func sharedValues(_ database: DocumentDatabase) async throws {
        let plain = Documents(PlainThing.self, in: database)
        var list = ["a", "a", "b", "b", "b", "c"].map { PlainThing(title: $0) }
        try await plain.insert(contentsOf: &list)
        let error = try await Conformance.error(DocumentError.self, "a unique index over shared values") {
            _ = try await Documents(UniqueThing.self, in: database).ensureIndexes()
        }
        try Conformance.equal(error.code, .sharedValues, "a unique index over shared values")
        try Conformance.equal(error.duplicates.map(\.count), [3, 2], "how many share each")
        try Conformance.equal(error.duplicates.map(\.values), [["title": "b"], ["title": "a"]], "the shared values")
        try Conformance.expect(!error.description.contains("\"b\""), "values stay out of the description")
        let missing = try await Conformance.error(DocumentError.self, "a missing index") {
            try await Documents(UniqueThing.self, in: database).checkIndexes()
        }
        try Conformance.equal(missing.code, .missingIndex, "a missing index")
    }

    static func sequences(_ database: DocumentDatabase) async throws {
        let sequences = Sequences(in: database)
        let numbers = try await withThrowingTaskGroup(of: Int.self) { group in
            for _ in 0..<100 { group.addTask { try await sequences.next("tickets") } }
            return try await group.reduce(into: []) { $0.append($1) }
        }
        try Conformance.equal(numbers.sorted(), Array(1...100), "numbers of a counter")
        var seat = MongoengineSeat()
        let seats = Documents(MongoengineSeat.self, in: database)
        try await seats.insert(&seat)
        try Conformance.equal(seat.id, 1, "the first number of a mongoengine counter")
        let next = try await Sequences(in: database, layout: .mongoengine).next("conformance_seats.id")
        try Conformance.equal(next, 2, "the number after it")
    }

    static func initialValues(_ database: DocumentDatabase) async throws {
        var old = [OldThing(name: "a")]
        try await Documents(OldThing.self, in: database).insert(contentsOf: &old)
        let things = Documents(NewThing.self, in: database)
        let read = try await things.get { $0.name == "a" }
        try Conformance.equal(read.state, .new, "an initial value of a document of before the field was there")
        let made = try await things.modify({ $0.name == "b" }, upsert: true) { [$0.count.inc(2)] }
        try Conformance.equal(made?.state, .new, "an initial value of a document that an upsert made")
        try Conformance.equal(made?.id, "made", "a generated key of a document that an upsert made")
        try Conformance.equal(try await things.count { $0.state == .new }, 1, "initial values that are stored")
    }

    static func emptyChanges(_ database: DocumentDatabase) async throws {
        let notes = Documents(HookedNote.self, in: database)
        var note = HookedNote(text: "a")
        try await notes.insert(&note)
        // The hook undoes the change, so there is nothing to write.
        try await notes.update(&note) { $0.text = " a " }
        try Conformance.equal(try await notes.get { _ in .all }.text, "a", "a document whose change a hook undid")
        try Conformance.equal(note.text, "a", "the same, in memory")
        let twice = try await Conformance.error(DocumentError.self, "two changes of one property") {
            try await notes.update({ _ in .all }) { [$0.text.set("b"), $0.text.set("c")] }
        }
        try Conformance.equal(twice.code, .conflictingChanges, "two changes of one property")
    }

    static func misnamedFields(_ database: DocumentDatabase) async throws {
        let error = try await Conformance.error(DocumentError.self, "a field with another name") {
            var thing = MisnamedThing(email: "a@example.com")
            try await Documents(MisnamedThing.self, in: database).insert(&thing)
        }
        try Conformance.equal(error.code, .misnamedField, "a field with another name")
        try Conformance.equal(error.fields, ["mail"], "the field with another name")
    }

    static func enumerations(_ database: DocumentDatabase) async throws {
        let things = Documents(NewThing.self, in: database)
        var list = [NewThing(id: "x", name: "a", state: .new), NewThing(id: "y", name: "b", state: .done)]
        try await things.insert(contentsOf: &list)
        try Conformance.equal(
            try await things.find { $0.state == .done }.map(\.name), ["b"], "a case of an enumeration")
        try Conformance.equal(
            NewThing.schema.field("state")?.traits.choices, ["new", "done"], "the choices for a form")
    }
}
