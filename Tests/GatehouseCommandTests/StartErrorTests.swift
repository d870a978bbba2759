import Gatehouse
import Testing

@testable import GatehouseCommand

@Suite("What ends a start")
struct StartErrorTests {
    @Test("documents that share values are named with them and their collection")
    func shared() async throws {
        let database = DocumentDatabase.memory()
        var twins = [Person(email: "ada@example.com"), Person(email: "ada@example.com")]
        try await Documents(Person.self, in: database).insert(contentsOf: &twins)
        let error = try await #require(throws: DocumentError.self) {
            _ = try await Documents(UniquePerson.self, in: database).ensureIndexes()
        }
        let text = "\(StartError.explaining(error) as any Error)"
        for part in ["people", "email", "ada@example.com", "2 documents", "start again"] {
            #expect(text.contains(part))
        }
    }

    @Test("a document that does not fit is named by its key and field")
    func undecodable() async throws {
        let database = DocumentDatabase.memory()
        var named = Other(email: 7)
        try await Documents(Other.self, in: database).insert(&named)
        let error = try await #require(throws: DocumentError.self) {
            _ = try await Documents(Person.self, in: database).find { _ in .all }
        }
        let text = "\(StartError.explaining(error) as any Error)"
        for part in ["people", "email", try #require(named.id).hex] { #expect(text.contains(part)) }
    }

    @Test("missing rights are not a wrong password, and the reason of a connection string is told")
    func database() {
        func text(_ code: MongoError.Code) -> String { StartError.explaining(MongoError(code, "because")).description }
        #expect(text(.forbidden).contains("lacks rights") && !text(.forbidden).contains("password"))
        #expect(text(.unauthorized).contains("password"))
        #expect(text(.invalidConnectionString) == "GATEHOUSE_MONGODB_URL cannot be used: because.")
    }
}

private struct Other: Document {
    static let collection = "people"
    var id: ObjectID?
    var email: Int
    static let schema = Schema<Other> {
        PrimaryKey(\.id, .objectID)
        Field("email", \.email)
    }
}

private struct Person: Document {
    static let collection = "people"
    var id: ObjectID?
    var email: String
    static let schema = Schema<Person> {
        PrimaryKey(\.id, .objectID)
        Field("email", \.email)
    }
}

private struct UniquePerson: Document {
    static let collection = "people"
    var id: ObjectID?
    var email: String
    static let schema = Schema<UniquePerson> {
        PrimaryKey(\.id, .objectID)
        Field("email", \.email, .unique)
    }
}
