import GatehouseDocuments
import GatehouseTesting
import Testing

@Suite("Documents do the same in every database")
struct ConformanceTests {
    @Test("in memory", arguments: DocumentConformance.allCases)
    func memory(_ check: DocumentConformance) async throws { try await check.run(in: .memory()) }

    @Test("in MongoDB", arguments: TestMongo.Server.allCases, DocumentConformance.allCases)
    func mongo(_ server: TestMongo.Server, _ check: DocumentConformance) async throws {
        try await TestMongo.withClient(on: server) { try await check.run(in: .mongo($0)) }
    }
}
