import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("Documents")
struct DocumentsTests {
    struct Person: Document, Equatable {
        static let collection = "people"
        var id: Int?
        var email: String
        var firstName: String

        static let schema = Schema<Person> {
            PrimaryKey(\.id, .sequence)
            Field("email", \.email, .email, .unique)
            Field("first_name", \.firstName, .required, .length(...10))
        }
    }

    @Test("a new document gets the next number of its counter and is found again")
    func sequence() async throws {
        try await TestMongo.withClient { client in
            let people = Documents(Person.self, client: client)
            _ = try await people.ensureIndexes()
            var ada = Person(id: nil, email: "ada@example.com", firstName: "Ada")
            var bea = Person(id: nil, email: "bea@example.com", firstName: "Bea")
            try await people.insert(&ada)
            try await people.insert(&bea)
            #expect(ada.id == 1 && bea.id == 2)
            #expect(try await people.find(1) == ada)
            #expect(try await people.first("email", equals: "bea@example.com") == bea)
            let stored = try await client.collection("people").findOne(["_id": 1])
            #expect(stored == ["_id": 1, "email": "ada@example.com", "first_name": "Ada"])
            #expect(try await client.collection("counter").findOne([:]) == ["_id": "people", "sequence": 2])
        }
    }

    @Test("U1: of many inserts of one unique value one wins, and the others learn the field")
    func unique() async throws {
        try await TestMongo.withClient { client in
            let people = Documents(Person.self, client: client)
            _ = try await people.ensureIndexes()
            let outcomes = await withTaskGroup(of: [String]?.self) { group in
                for _ in 0..<200 {
                    group.addTask {
                        var person = Person(id: nil, email: "one@example.com", firstName: "One")
                        do {
                            try await people.insert(&person)
                            return nil
                        } catch let error as DocumentError {
                            return error.fields
                        } catch {
                            return ["\(error)"]
                        }
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            #expect(outcomes.count { $0 == nil } == 1)
            #expect(outcomes.count { $0 == ["email"] } == 199)
        }
    }

    @Test("all broken rules are told, by field")
    func failures() async throws {
        let person = Person(id: nil, email: "nobody", firstName: String(repeating: "x", count: 11))
        #expect(
            Person.schema.failures(of: person).texts == [
                "email": ["Enter a valid email address."],
                "first_name": ["Ensure this value has at most 10 characters (it has 11)."],
            ])
    }

    @Test("a document that another wrote is found as it is now, however often it was found before")
    func changedElsewhere() async throws {
        try await TestMongo.withClient { client in
            let people = Documents(Person.self, client: client)
            var ada = Person(id: nil, email: "ada@example.com", firstName: "Ada")
            try await people.insert(&ada)
            for name in ["Ada", "Augusta", "Augusta", "Ada"] {
                try await client.collection("people").updateOne(["_id": 1], ["$set": ["first_name": .string(name)]])
                #expect(try await people.find(1)?.firstName == name)
                #expect(try await people.find(1)?.firstName == name)
            }
        }
    }

    @Test("an object that was found is nobody else's")
    func objects() async throws {
        final class Draft: Document, @unchecked Sendable {
            static let collection = "drafts"
            var id: Int?
            var text: String
            init(id: Int?, text: String) { (self.id, self.text) = (id, text) }
            static let schema = Schema<Draft> {
                PrimaryKey(\.id, .sequence)
                Field("text", \.text)
            }
        }
        try await TestMongo.withClient { client in
            let drafts = Documents(Draft.self, client: client)
            var draft = Draft(id: nil, text: "Dear")
            try await drafts.insert(&draft)
            let mine = try #require(try await drafts.find(1))
            mine.text = "Dear all"
            #expect(try await drafts.find(1)?.text == "Dear")
        }
    }

    @Test("keys that are asked for at the same time share queries, and keep apart what Unicode takes for equal")
    func coalesced() async throws {
        struct Word: Document {
            static let collection = "words"
            var id: String?
            var meaning: Int
            static let schema = Schema<Word> { PrimaryKey(\.id, .assigned) }
        }
        try await TestMongo.withClient { client in
            let words = Documents(Word.self, client: client)
            for (number, key) in (0..<50).map({ ($0, "word \($0)") }) + [(100, "\u{E9}"), (200, "e\u{301}")] {
                var word = Word(id: key, meaning: number)
                try await words.insert(&word)
            }
            try await client.collection("words").insertOne(["_id": "broken", "meaning": "none"])
            let found = try await withThrowingTaskGroup(of: (String, Int?).self) { group in
                for key in (0..<50).map({ "word \($0)" }) + ["\u{E9}", "e\u{301}", "missing"] {
                    group.addTask { (key, try await words.find(key)?.meaning) }
                }
                return try await group.reduce(into: [[UInt8]: Int]()) { $0[Array($1.0.utf8)] = $1.1 }
            }
            #expect(found.count == 52)
            for number in 0..<50 { #expect(found[Array("word \(number)".utf8)] == number) }
            #expect(found[Array("\u{E9}".utf8)] == 100 && found[Array("e\u{301}".utf8)] == 200)
            async let broken = words.find("broken")
            async let whole = words.find("word 7")
            let meaning = try await whole?.meaning
            #expect(meaning == 7)
            let error = await #expect(throws: DocumentError.self) { try await words.find("broken") }
            #expect(error?.code == .undecodable && error?.key == "broken" && error?.fields == ["meaning"])
            #expect(error?.underlying is DecodingError && error?.description.contains("broken") == false)
            _ = try? await broken
        }
    }

    @Test("K3: a missing unique index is noticed")
    func missingIndex() async throws {
        try await TestMongo.withClient { client in
            let people = Documents(Person.self, client: client)
            let error = await #expect(throws: DocumentError.self) { try await people.checkIndexes() }
            #expect(error?.code == .missingIndex && error?.fields == ["email"])
            _ = try await people.ensureIndexes()
            try await people.checkIndexes()
        }
    }

    @Test("a change happens only while its condition holds")
    func conditionalSet() async throws {
        try await TestMongo.withClient { client in
            let people = Documents(Person.self, client: client)
            var ada = Person(id: nil, email: "ada@example.com", firstName: "Ada")
            try await people.insert(&ada)
            #expect(try await people.set(["first_name": "Eve"], of: 1, where: ["first_name": "Ada"]))
            #expect(try await !people.set(["first_name": "Ivy"], of: 1, where: ["first_name": "Ada"]))
            #expect(try await people.find(1)?.firstName == "Eve")
        }
    }
}
