import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("A counter behind the keys")
struct CounterTests {
    struct Person: Document, Equatable {
        static let collection = "people"
        var id: Int?
        var email: String
        static let schema = Schema<Person> {
            PrimaryKey(\.id, .sequence)
            Field("email", \.email, .unique)
        }
    }

    /// Keys as an import leaves them, among them some that are no whole numbers.
    private static let imported: [BSONDocument] = [
        ["_id": 1, "email": "1"], ["_id": 2, "email": "2"], ["_id": 700, "email": "700"],
        ["_id": "zz", "email": "text"], ["_id": 41.5, "email": "41"], ["_id": .objectID(ObjectID()), "email": "id"],
    ]

    @Test("moves past the greatest key once, and the document is stored", arguments: TestMongo.Server.allCases)
    func insert(_ server: TestMongo.Server) async throws {
        try await TestMongo.withClient(on: server) { client in
            try await client.collection("people").insertMany(Self.imported)
            let people = Documents(Person.self, client: client)
            _ = try await people.ensureIndexes()
            var ada = Person(email: "ada")
            try await people.insert(&ada)
            #expect(ada.id == 701)
            #expect(try await client.collection("counter").findOne([:]) == ["_id": "people", "sequence": 701])
            let commands = try await TestMongo.commands(on: client) {
                var bea = Person(email: "bea")
                try await people.insert(&bea)
                #expect(bea.id == 702)
            }
            #expect(commands == ["findAndModify counter": 1, "insert people": 1])
        }
    }

    @Test("many at a time all get keys of their own")
    func parallel() async throws {
        try await TestMongo.withClient { client in
            try await client.collection("people").insertMany(Self.imported)
            let people = Documents(Person.self, client: client)
            let keys = try await withThrowingTaskGroup(of: Int?.self) { group in
                for number in 0..<50 {
                    group.addTask {
                        var person = Person(email: "new \(number)")
                        try await people.insert(&person)
                        return person.id
                    }
                }
                return try await group.reduce(into: []) { $0.append($1) }
            }
            #expect(Set(keys.compactMap(\.self)).count == 50)
        }
    }

    @Test("several documents, an upsert and a transaction get keys, too")
    func others() async throws {
        try await TestMongo.withClient { client in
            try await client.collection("people").insertMany(Self.imported)
            let people = Documents(Person.self, client: client)
            var several = [Person(id: 5, email: "five"), Person(email: "a"), Person(email: "b"), Person(email: "c")]
            try await people.insert(contentsOf: &several)
            #expect(several.map(\.id) == [5, 701, 702, 703])
            #expect(try await people.find(703)?.email == "c")

            try await client.collection("counter").deleteMany([:])
            let made = try await people.modify({ $0.email == "upserted" }, upsert: true) { [$0.email.set("upserted")] }
            #expect(made?.id == 704)

            try await client.collection("counter").deleteMany([:])
            let key = try await client.withTransaction { transaction in
                var person = Person(email: "in a transaction")
                try await people.in(transaction).insert(&person)
                return person.id
            }
            // The first attempt used a number up.
            #expect(key.map { $0 > 704 } == true)
            #expect(try await people.count { $0.email == "in a transaction" } == 1)
        }
    }

    @Test("another unique value that is taken is still the field's, and a key that was given stays taken")
    func taken() async throws {
        let people = Documents(Person.self, in: .memory())
        _ = try await people.ensureIndexes()
        var ada = Person(id: 1, email: "ada")
        try await people.insert(&ada)
        var double = Person(email: "ada")
        let email = await #expect(throws: DocumentError.self) { try await people.insert(&double) }
        #expect(email?.fields == ["email"])
        var same = Person(id: 1, email: "bea")
        let key = await #expect(throws: DocumentError.self) { try await people.insert(&same) }
        #expect(key?.fields == ["_id"])
        var several = [Person(email: "cleo"), Person(email: "ada")]
        let place = await #expect(throws: DocumentError.self) { try await people.insert(contentsOf: &several) }
        #expect(place?.fields == ["email"] && place?.place == 1)
    }
}
