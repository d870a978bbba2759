import GatehouseDocuments
import GatehouseTesting
import Testing

@Suite("Documents do the same in every database")
struct ConformanceTests {
    @Test("in memory", arguments: DocumentConformance.allCases)
    func memory(_ check: DocumentConformance) async throws { try await check.run(in: .memory()) }

    /// None of the documents has the field: what is read goes through the join all the same.
    private func keeping(_ database: DocumentDatabase) -> DocumentDatabase {
        database.keeping(FieldsAside(["shelf"], in: "books_aside", boundTo: "pages"), of: "conformance_books")
    }

    @Test("in memory, with fields that another collection keeps", arguments: DocumentConformance.allCases)
    func asideInMemory(_ check: DocumentConformance) async throws { try await check.run(in: keeping(.memory())) }

    @Test("in MongoDB, with fields that another collection keeps", arguments: DocumentConformance.allCases)
    func asideInMongo(_ check: DocumentConformance) async throws {
        try await TestMongo.withClient { try await check.run(in: keeping(.mongo($0))) }
    }

    @Test("in MongoDB", arguments: TestMongo.Server.allCases, DocumentConformance.allCases)
    func mongo(_ server: TestMongo.Server, _ check: DocumentConformance) async throws {
        try await TestMongo.withClient(on: server) { try await check.run(in: .mongo($0)) }
    }
}
