import Foundation
import GatehouseBSON
import GatehouseMongo
import Testing

@testable import GatehouseLocalMongo

@Suite("A mongod of our own", .timeLimit(.minutes(5)))
struct LocalMongoTests {
    private static func client(_ url: String) throws -> MongoClient {
        var settings = MongoSettings(url: url)
        settings.timeout = .seconds(30)
        return try MongoClient(settings)
    }

    private static func with(_ url: String, _ body: (MongoClient) async throws -> Void) async throws {
        let client = try client(url)
        do {
            try await body(client)
            try await client.shutdown()
        } catch {
            try? await client.shutdown()
            throw error
        }
    }

    @Test("it takes nobody without its password, also with data from before there was one, and keeps both")
    func password() async throws {
        let executable = try #require(MongoExecutable.find())
        let folder = FileManager.default.temporaryDirectory.path + "/local-\(UUID().uuidString)"
        defer { try? FileManager.default.removeItem(atPath: folder) }
        // As an earlier version left it: a replica set without users.
        let old = try await LocalMongo.start(executable: executable, folder: folder, asksForPassword: false)
        try await Self.with(old.url) { try await $0.collection("notes").insertOne(["_id": 1]) }
        await old.stop()
        var passwords: Set<String> = []
        for _ in 0..<2 {
            let mongo = try await LocalMongo.start(executable: executable, folder: folder)
            try await Self.with(mongo.url) { client in
                let note = try await client.collection("notes").findOne([:])
                #expect(note == ["_id": 1])
            }
            let address = try #require(mongo.url.split(separator: "@").last?.split(separator: "/").first)
            for credentials in ["", "gatehouse:wrong@"] {
                let url = "mongodb://\(credentials)\(address)/gatehouse?directConnection=true&authSource=admin"
                try await Self.with(url) { stranger in
                    let error = await #expect(throws: MongoError.self) {
                        try await stranger.collection("notes").findOne([:])
                    }
                    #expect(error?.code == (credentials.isEmpty ? .forbidden : .unauthorized))
                    await #expect(throws: MongoError.self) {
                        try await stranger.run(["createUser": "eve", "pwd": "x", "roles": ["root"]], in: "admin")
                    }
                }
            }
            passwords.insert(mongo.url.split(separator: "@").first.map(String.init) ?? "")
            await mongo.stop()
        }
        #expect(passwords.count == 1)
        for (path, mode) in [("", 0o700), ("/data", 0o700), ("/mongod-password", 0o600), ("/mongod-key", 0o600)] {
            let attributes = try FileManager.default.attributesOfItem(atPath: folder + path)
            #expect((attributes[.posixPermissions] as? NSNumber)?.intValue == mode)
        }
    }
}
