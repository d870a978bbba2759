import GatehouseBSON
import GatehouseTesting
import Testing

@testable import GatehouseMongo

@Suite("Why there is no MongoDB")
struct ReachTests {
    /// The servers that were tried; asked again where a busy machine did not get to know the cause in the time.
    /// `Tests/browser/test_service.py` looks at the time, on a machine that is not busy.
    private func servers(_ url: String, _ cause: UnreachableServer.Cause) async throws -> [UnreachableServer] {
        var servers: [UnreachableServer] = []
        for _ in 0..<20 {
            servers = try await tried(url)
            if servers.map(\.cause) == [cause] { break }
        }
        return servers
    }

    private func tried(_ url: String) async throws -> [UnreachableServer] {
        let client = try MongoClient(MongoSettings(url: url))
        let error = await #expect(throws: MongoError.self) { try await client.reach(within: .seconds(3)) }
        try await client.shutdown()
        return error?.unreachable ?? []
    }

    @Test("a host that refuses connections, and one that does not exist, are named")
    func refused() async throws {
        #expect(
            try await servers("mongodb://127.0.0.1:1/test", .refused).map { [$0.host, $0.cause.description] } == [
                ["127.0.0.1:1", UnreachableServer.Cause.refused.description]
            ])
        let unknown = try await servers("mongodb://nowhere.invalid/test", .unknownHost)
        #expect(unknown.map(\.host) == ["nowhere.invalid"] && unknown.map(\.cause) == [.unknownHost])
    }

    @Test("a server that is in no set of the name, and one without TLS, are told apart")
    func wrongServer() async throws {
        let host = try await TestMongo.url(on: .standalone).dropFirst("mongodb://".count).prefix { $0 != "/" }
        let outside = try await servers("mongodb://\(host)/test?replicaSet=other", .notInSet)
        #expect(outside.map(\.host) == [String(host)] && outside.map(\.cause) == [.notInSet])
        let member = try await TestMongo.url().dropFirst("mongodb://".count).prefix { $0 != "/" }
        let other = try await servers("mongodb://\(member)/test?replicaSet=other", .notInSet)
        #expect(other.map(\.cause) == [.notInSet])
        let plain = try await servers("mongodb://\(host)/test?tls=true", .tls)
        #expect(plain.map(\.host) == [String(host)] && plain.map(\.cause) == [.tls])
    }

    @Test("the causes stand in the description, which holds no password")
    func description() async throws {
        let client = try MongoClient(MongoSettings(url: "mongodb://ada:secret@127.0.0.1:1/test"))
        let error = await #expect(throws: MongoError.self) { try await client.reach(within: .seconds(1)) }
        #expect(error?.description == "MongoDB: timeout: 127.0.0.1:1 refuses connections")
        #expect(error.map { String(reflecting: $0).contains("secret") } == false)
        try await client.shutdown()
    }

    @Test("missing rights are not a wrong password")
    func rights() {
        func code(_ number: UInt32) -> MongoError.Code {
            MongoError(from: .server, code: number, message: "no", reply: [:]).code
        }
        #expect(code(13) == .forbidden && code(18) == .unauthorized)
    }
}
