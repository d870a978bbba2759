import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("Fields that another collection keeps")
struct AsideTests {
    private struct Person: Document {
        static let collection = "people"
        var id: String?
        var name: String
        var born = Date(timeIntervalSince1970: 1_700_000_000)
        var language: String?
        var verified: Date?
        var groups: [String]?

        static let schema = Schema<Person> {
            PrimaryKey(\.id, .assigned)
            Field("name", \.name, .required, .length(...20))
            Field("born", \.born)
            Field("language", \.language)
            Field("verified", \.verified)
            Field("groups", \.groups)
        }
    }

    /// A database with and without the fields aside, in memory and in MongoDB.
    private struct Places {
        let people: Documents<Person>
        let database: DocumentDatabase
        let whole: DocumentDatabase

        func document(_ id: String = "ada") async throws -> BSONDocument? {
            try await whole.store("people").find(["_id": .string(id)], .init()).first
        }
        func rows() async throws -> [BSONDocument] { try await whole.store("aside").find([:], .init()) }
        /// What another program stores.
        func store(_ document: BSONDocument) async throws {
            try await whole.store("people").insertMany([document], ordered: true)
        }
    }

    private static let names: Set = ["language", "verified", "groups"]
    private static let date = Date(timeIntervalSince1970: 1_750_000_000)

    private func inPlaces(
        declared: Set<String> = [], _ body: (Places) async throws -> Void
    ) async throws {
        func run(_ whole: DocumentDatabase) async throws {
            let fields = FieldsAside(Self.names, declared: declared, in: "aside", boundTo: "born")
            let database = whole.keeping(fields, of: Person.collection)
            try await body(Places(people: Documents(Person.self, in: database), database: database, whole: whole))
        }
        try await run(.memory())
        try await TestMongo.withClient { try await run(.mongo($0)) }
    }

    @Test("are in no document, and whoever reads a document has them")
    func kept() async throws {
        try await inPlaces { places in
            let people = places.people
            var ada = Person(id: "ada", name: "Ada", language: "de")
            try await people.insert(&ada)
            try await people.update(&ada) { ($0.verified, $0.name) = (Self.date, "Augusta") }
            #expect(try await people.set(["groups": .array(BSONArray(["a", "b"]))], of: "ada"))
            #expect(try await Set(places.document()?.keys ?? []) == ["_id", "name", "born"])
            #expect(try await places.rows().count == 1)
            var streamed: [Person] = []
            for try await person in try people.stream({ $0.name == "Augusta" }) { streamed.append(person) }
            let found = [
                try await people.find("ada"), try await people.first { $0.name == "Augusta" },
                try await people.find("name", inAnyCase: ["AUGUSTA"]).first, streamed.first,
                try await people.findReadable().documents.first,
            ]
            for person in found {
                #expect(person?.name == "Augusta")
                #expect(person?.language == "de" && person?.verified == Self.date && person?.groups == ["a", "b"])
            }
            try await people.update(&ada) { $0.language = nil }
            #expect(try await people.unset(["groups"], of: "ada"))
            let now = try await people.find("ada")
            #expect(now?.language == nil && now?.groups == nil && now?.verified == Self.date)
        }
    }

    @Test("stay in a document that has them, which counts")
    func own() async throws {
        try await inPlaces { places in
            let people = places.people
            var ada = Person(id: "ada", name: "Ada", language: "en")
            try await people.insert(&ada)
            _ = try await places.whole.store("people").updateOne(
                ["_id": "ada"], ["$set": ["language": "fr"]], upsert: false)
            var found = try #require(try await people.find("ada"))
            #expect(found.language == "fr")
            try await people.update(&found) { ($0.language, $0.verified) = ("de", Self.date) }
            #expect(try await places.document()?["language"]?.string == "de")
            #expect(try await places.document()?["verified"] == nil)
            // What was kept before does not come back.
            _ = try await places.whole.store("people").updateOne(
                ["_id": "ada"], ["$unset": ["language": ""]], upsert: false)
            #expect(try await people.find("ada")?.language == nil)
            #expect(try await people.find("ada")?.verified == Self.date)
        }
    }

    @Test("go to the document once it declares them, and what is kept counts until then")
    func declared() async throws {
        try await inPlaces { places in
            var ada = Person(id: "ada", name: "Ada", language: "de", verified: Self.date)
            try await places.people.insert(&ada)
            let later = places.whole.keeping(
                FieldsAside(Self.names, declared: ["language"], in: "aside", boundTo: "born"), of: "people")
            let people = Documents(Person.self, in: later)
            #expect(try await people.find("ada")?.language == "de")
            try await people.update(&ada) { $0.language = "en" }
            #expect(try await places.document()?["language"]?.string == "en")
            #expect(try await people.find("ada")?.verified == Self.date)
            var bea = Person(id: "bea", name: "Bea", language: "ar", verified: Self.date)
            try await people.insert(&bea)
            #expect(try await places.document("bea")?["language"]?.string == "ar")
            #expect(try await places.document("bea")?["verified"] == nil)
        }
    }

    @Test("go with the document, and nobody inherits them whose key was somebody else's")
    func gone() async throws {
        try await inPlaces { places in
            var ada = Person(id: "ada", name: "Ada", verified: Self.date)
            try await places.people.insert(&ada)
            #expect(try await places.people.delete(ada))
            #expect(try await places.rows().isEmpty)
            var again = Person(id: "ada", name: "Ada", verified: Self.date)
            try await places.people.insert(&again)
            // Another program removes and makes documents, and knows nothing of rows.
            _ = try await places.whole.store("people").deleteMany(["_id": "ada"])
            try await places.store(["_id": "ada", "name": "Eve", "born": .datetime(milliseconds: 1)])
            let eve = try #require(try await places.people.find("ada"))
            #expect(eve.name == "Eve" && eve.verified == nil)
            #expect(try await places.people.find("name", inAnyCase: ["eve"]).first?.verified == nil)
            #expect(try await places.people.set(["language": "de"], of: "ada"))
            let now = try await places.people.find("ada")
            #expect(now?.language == "de" && now?.verified == nil)
        }
    }

    @Test("change only while the document is as the change asks")
    func conditions() async throws {
        try await inPlaces { places in
            let people = places.people
            var ada = Person(id: "ada", name: "Ada")
            try await people.insert(&ada)
            let verified = ["verified": try Self.date.bsonValue()]
            #expect(try await !people.set(verified, of: "ada", where: ["name": "Bea"]))
            #expect(try await !people.set(verified, of: "nobody"))
            #expect(try await places.rows().isEmpty)
            #expect(try await people.set(verified, of: "ada", where: ["name": "Ada"]))
            #expect(try await !people.delete(ada, where: ["verified": .null]))
            #expect(try await people.unset(["verified"], of: "ada"))
            #expect(try await people.delete(ada, where: ["verified": .null]))
            #expect(try await people.find("ada") == nil)
        }
    }

    @Test("never outlive a document that goes while they are written")
    func races() async throws {
        try await inPlaces { places in
            for number in 0..<40 {
                var person = Person(id: "p\(number)", name: "Ada")
                try await places.people.insert(&person)
                let id = "p\(number)"
                async let isSet = places.people.set(["language": "de"], of: id, where: ["name": "Ada"])
                async let isRemoved = places.people.delete(person)
                _ = try await (isSet, isRemoved)
            }
            #expect(try await places.rows().isEmpty)
        }
    }

    @Test("written at the same time are all there")
    func parallel() async throws {
        try await inPlaces { places in
            let people = places.people
            var ada = Person(id: "ada", name: "Ada")
            try await people.insert(&ada)
            let verified = try Self.date.bsonValue()
            async let language = people.set(["language": "de"], of: "ada")
            async let date = people.set(["verified": verified], of: "ada")
            async let groups = people.set(["groups": .array(BSONArray(["a"]))], of: "ada")
            #expect(try await [language, date, groups] == [true, true, true])
            let found = try await people.find("ada")
            #expect(found?.language == "de" && found?.verified == Self.date && found?.groups == ["a"])
        }
    }

    @Test("are part of what happens together or not at all")
    func together() async throws {
        struct Refused: Error {}
        try await inPlaces { places in
            await #expect(throws: Refused.self) {
                try await places.database.atomically { inside in
                    var ada = Person(id: "ada", name: "Ada", language: "de")
                    try await Documents(Person.self, in: inside).insert(&ada)
                    #expect(try await Documents(Person.self, in: inside).find("ada")?.language == "de")
                    throw Refused()
                }
            }
            #expect(try await places.rows().isEmpty)
            try await places.database.atomically { inside in
                var ada = Person(id: "ada", name: "Ada", language: "de")
                try await places.people.in(inside).insert(&ada)
            }
            #expect(try await places.people.find("ada")?.language == "de")
            #expect(try await places.document()?["language"] == nil)
        }
    }

    @Test("are no part of queries and orders, and cannot be what every document has")
    func refusals() async throws {
        try await inPlaces { places in
            await #expect { try await places.people.first { $0.language == "de" } } throws: {
                ($0 as? DocumentError)?.code == .keptAside
            }
            await #expect { try await places.people.find(sortedBy: { [$0.verified.ascending] }) } throws: {
                ($0 as? DocumentError)?.code == .keptAside
            }
        }
        for (name, code) in [("name", DocumentError.Code.keptAside), ("nickname", .unknownField)] {
            #expect { try Person.schema.check(FieldsAside([name], in: "aside")) } throws: {
                ($0 as? DocumentError)?.code == code
            }
        }
    }
}
