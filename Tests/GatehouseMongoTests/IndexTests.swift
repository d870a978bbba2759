import GatehouseBSON
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("Indexes")
struct IndexTests {
    private static var ending: MongoIndex {
        var index = MongoIndex(["ends": 1])
        index.expireAfter = .seconds(60)
        return index
    }

    private static var unique: MongoIndex {
        var index = MongoIndex(["email": 1])
        index.isUnique = true
        return index
    }

    @Test("the same index under another name is the one that is needed")
    func otherName() async throws {
        try await TestMongo.withClient { client in
            let notes = client.collection("notes")
            var theirs = Self.ending
            theirs.name = "theirs"
            try await notes.createIndexes([theirs])
            let report = try await notes.ensureIndexes([Self.ending])
            #expect(report.present == ["theirs"] && report.made.isEmpty && report.differing.isEmpty)
        }
    }

    @Test("one that removes documents later is told with its collection and the command that mends it")
    func otherAge() async throws {
        try await TestMongo.withClient { client in
            let notes = client.collection("notes")
            var theirs = Self.ending
            theirs.expireAfter = .seconds(90)
            try await notes.createIndexes([theirs])
            let report = try await notes.ensureIndexes([Self.ending])
            let difference = try #require(report.differing.first)
            #expect(difference.parts == ["expireAfterSeconds"] && !difference.isHarmful)
            #expect(
                difference.remedy
                    == #"db.runCommand({collMod: "notes", index: {name: "ends_1", expireAfterSeconds: 60}})"#)
            try await client.run(["collMod": "notes", "index": ["name": "ends_1", "expireAfterSeconds": 60]])
            #expect(try await notes.ensureIndexes([Self.ending]).differing.isEmpty)
        }
    }

    @Test("one that removes documents too early, or that nobody asked to, stops before anything is made")
    func tooEarly() async throws {
        try await TestMongo.withClient { client in
            let notes = client.collection("notes")
            var theirs = Self.ending
            theirs.expireAfter = .seconds(1)
            try await notes.createIndexes([theirs])
            for wanted in [Self.ending, MongoIndex(["ends": 1])] {
                let error = await #expect(throws: IndexConflictError.self) {
                    _ = try await notes.ensureIndexes([wanted, MongoIndex(["other": 1])])
                }
                #expect(error?.differences.map(\.name) == ["ends_1"])
            }
            #expect(try await notes.listIndexes().count == 2)
        }
    }

    @Test(
        "a unique index is not there where only some documents count, texts are compared otherwise, or none is unique",
        arguments: [0, 1, 2, 3])
    func notUnique(_ kind: Int) async throws {
        try await TestMongo.withClient { client in
            let users = client.collection("users")
            var theirs = Self.unique
            switch kind {
            case 0: theirs.isUnique = false
            case 1: theirs.partialFilter = ["active": true]
            case 2: theirs = MongoIndex(["mail": 1], name: "email_1")
            default:
                theirs.isUnique = false
                theirs.name = #"of "theirs""#
            }
            try await users.createIndexes([theirs])
            let error = await #expect(throws: IndexConflictError.self) {
                _ = try await users.ensureIndexes([Self.unique])
            }
            let name = kind == 3 ? #"of \"theirs\""# : "email_1"
            #expect(error?.description.contains("db.getCollection(\"users\").dropIndex(\"\(name)\")") == true)
            try await client.run(["dropIndexes": "users", "index": .string(theirs.name)])
            #expect(try await users.ensureIndexes([Self.unique]).made == ["email_1"])
        }
    }

    @Test("a right index beside a wrong one counts")
    func beside() async throws {
        try await TestMongo.withClient { client in
            let users = client.collection("users")
            var right = Self.unique
            right.name = "right"
            try await users.createIndexes([MongoIndex(["email": 1], name: "wrong")])
            try await users.createIndexes([right])
            #expect(try await users.ensureIndexes([Self.unique]).present == ["right"])
        }
    }

    @Test("where all indexes are there, the right to make them is not needed")
    func withoutRight() async throws {
        try await TestMongo.withClient { client in
            let users = client.collection("users")
            _ = try await users.ensureIndexes([Self.unique, Self.ending])
            let commands = try await TestMongo.commands(on: client) {
                let report = try await users.ensureIndexes([Self.unique, Self.ending])
                #expect(report.present == ["email_1", "ends_1"])
            }
            #expect(!commands.keys.contains { $0.hasPrefix("createIndexes") })
        }
    }
}
