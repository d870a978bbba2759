import Foundation
import Gatehouse
import GatehouseTesting
import Hummingbird
import Testing

@testable import HelloExample

@Suite("The start of a site")
struct StartTests {
    @Test("a plain index on the address refuses the start, and names itself and the command that mends it")
    func plainIndex() async throws {
        let configuration = try await TestMongo.configuration()
        try await TestMongo.withClient(configuration) { client in
            try await client.collection("users").createIndexes([MongoIndex(["email": 1])])
            let error = await #expect(throws: IndexConflictError.self) {
                try await withSite(change: { $0.mongo = configuration }) { _, _ in }
            }
            let text = error?.description ?? ""
            for part in ["email_1", "users", #"db.getCollection("users").dropIndex("email_1")"#] {
                #expect(text.contains(part))
            }
            try await client.run(["dropIndexes": "users", "index": "email_1"])
            try await withSite(change: { $0.mongo = configuration }) { _, router in
                let (first, second) = (try await TestBrowser(router).signUp(), try await TestBrowser(router).signUp())
                #expect(first.status == .found && second.status == .unprocessableContent)
            }
        }
    }

    @Test("a site that lost its unique index is not ready, and the reason names what is in its place")
    func notReady() async throws {
        try await withSite { gatehouse, router in
            try await gatehouse.mongo.run(["dropIndexes": "users", "index": "email_1"])
            try await gatehouse.mongo.collection("users").createIndexes([MongoIndex(["email": 1])])
            #expect(try await TestBrowser(router).get("/readyz").status == .serviceUnavailable)
            let error = await #expect(throws: DocumentError.self) {
                try await gatehouse.accounts.documents.checkIndexes()
            }
            let text = error?.description ?? ""
            for part in ["missing index", "users", "email", "dropIndex(\"email_1\")"] { #expect(text.contains(part)) }
        }
    }

    @Test("indexes that do the same under other names do not stop the start")
    func otherNames() async throws {
        let configuration = try await TestMongo.configuration()
        try await TestMongo.withClient(configuration) { client in
            for name in ["sessions", "throttles", "tokens"] {
                var index = MongoIndex(["expires_at": 1], name: "by time")
                index.expireAfter = .zero
                try await client.collection(name).createIndexes([index])
            }
            try await withSite(change: { $0.mongo = configuration }) { _, router in
                try await TestBrowser(router).waitUntilReady()
            }
        }
    }

    @Test("a start without a database names the host and the cause")
    func noDatabase() async throws {
        let error = await #expect(throws: MongoError.self) {
            try await withSite(change: { $0.mongo = MongoConfiguration(url: "mongodb://127.0.0.1:1/test") }) { _, _ in }
        }
        #expect(error?.unreachable.map(\.host) == ["127.0.0.1:1"] && error?.unreachable.map(\.cause) == [.refused])
    }

    @Test("a member that must be there and that sign-up does not ask for refuses the start")
    func unfilled() async throws {
        var configuration = GatehouseConfiguration(mongoURL: "", keys: .forTests)
        configuration.mongo = try await TestMongo.configuration()
        let error = await #expect(throws: SignUpFieldsError.self) {
            _ = try await Gatehouse(Customer.self, configuration)
        }
        #expect(error?.fields == ["plan", "terms"])
        #expect(error?.description.contains("plan, terms") == true)

        configuration.web.accountFields = ["plan", "terms"]
        try await Gatehouse(Customer.self, configuration).shutdown()
        configuration.web.accountFields = []
        configuration.web.pages[.signUp] = nil
        let gatehouse = try await Gatehouse(Customer.self, configuration)
        try await gatehouse.mongo.run(["dropDatabase": 1])
        try await gatehouse.shutdown()
    }
}

/// An account with members that somebody must give: `plan` by its type, `terms` by its rule.
private struct Customer: Account {
    static let collection = "customers"
    var id: ObjectID?
    var email: String
    var password: PasswordHash
    var plan: String
    var level: String
    var terms: String?
    var lastSigninDate: Date?

    static let schema = Schema<Customer> {
        PrimaryKey(\.id, .objectID)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("plan", \.plan)
        Field("level", \.level, .missing("first"))
        Field("terms", \.terms, .required)
        Field("last_signin_date", \.lastSigninDate)
    }
}
