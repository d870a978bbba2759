import GatehouseBSON
import GatehouseMongo
import GatehouseTesting
import Testing

extension FailoverTests {
    private static var unique: MongoIndex {
        var index = MongoIndex(["email": 1])
        index.isUnique = true
        return index
    }

    @Test("an index is built for longer than other calls may take, and no longer than it may")
    func slowIndex() async throws {
        var settings = try await TestMongo.settings()
        settings.timeout = .seconds(4)
        settings.applicationName = "building"
        let other = try MongoClient(try await TestMongo.settings())
        try await TestMongo.withClient(settings) { client in
            let notes = client.collection("notes")
            let report = try await TestMongo.whileFailing(
                commandsOf: "building", times: 1,
                ["failCommands": ["createIndexes"], "blockConnection": true, "blockTimeMS": 7000], by: other
            ) {
                try await notes.ensureIndexes([Self.unique])
            }
            #expect(report.made == ["email_1"])
            #expect(try await notes.listIndexes().count == 2)
            var limited = settings
            limited.indexTimeout = .seconds(1)
            let impatient = try MongoClient(limited)
            try await TestMongo.whileFailing(
                commandsOf: "building", times: 1,
                ["failCommands": ["createIndexes"], "blockConnection": true, "blockTimeMS": 3000], by: other
            ) {
                let error = await #expect(throws: MongoError.self) {
                    try await impatient.collection("notes").createIndexes([MongoIndex(["ends": 1])])
                }
                #expect(error?.code == .timeout)
            }
            try await impatient.shutdown()
        }
        try await other.shutdown()
    }
}
