import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo
import GatehouseTesting
import Testing

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
private let python = root.appendingPathComponent(".tools/venv/bin/python").path

@Suite(
    "A live mongoengine",
    .enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs `make browser-tools`"))
struct LiveMongoengineTests {
    @Test(
        "documents of each kind of key, dates, lists, embedded documents, references and counters go both ways",
        arguments: TestMongo.Server.allCases)
    func bothWays(_ server: TestMongo.Server) async throws {
        let settings = try await TestMongo.settings(on: server)
        try await TestMongo.withClient(settings) { client in
            _ = try mongoengine("write", settings.url)
            let bySequence = Documents(BySequence.self, client: client)
            let ada = try await bySequence.get { $0.email == "ada@example.com" }
            #expect(
                ada
                    == BySequence(
                        id: 1, email: "ada@example.com", visits: 1 << 40,
                        signupDate: Date(timeIntervalSince1970: 1_700_000_000.123), tags: ["a", "b"],
                        address: Address(city: "Wien", postalCode: "1010")))
            let byEmail = Documents(ByEmail.self, client: client)
            let third = try await Documents(ByObjectID.self, client: client).get { $0.name == "third" }
            let friends = try await byEmail.resolve([third.friend].compactMap { $0 })
            #expect(friends[third.friend]?.name == "Bea")
            let uuid = try #require(UUID(uuidString: "00112233-4455-6677-8899-AABBCCDDEEFF"))
            #expect(try await Documents(ByUUID.self, client: client).find(uuid)?.name == "fourth")

            // mongoengine's indexes are ours, under the same names.
            let report = try await bySequence.ensureIndexes()
            #expect(report.present == ["email_1"] && report.made.isEmpty && report.differing.isEmpty)

            var bob = BySequence(
                email: "bob@example.com", visits: 7, signupDate: Date(timeIntervalSince1970: 1_700_000_000.123),
                tags: [],
                address: Address(city: "Linz"))
            try await bySequence.insert(&bob)
            try await bySequence.update(&bob) { $0.lastSigninDate = Date(timeIntervalSince1970: 1_700_000_001) }
            var second = ByCounters(name: "second")
            try await Documents(ByCounters.self, client: client).insert(&second)
            #expect(bob.id == 2 && second.id == 2)
            var cleo = ByEmail(email: "cleo@example.com", name: "Cleo")
            try await byEmail.insert(&cleo)
            var ours = ByObjectID(name: "ours", friend: Reference(cleo))
            try await Documents(ByObjectID.self, client: client).insert(&ours)
            var fifth = ByUUID(name: "fifth")
            try await Documents(ByUUID.self, client: client).insert(&fifth)

            let seen = try BSONDocument(extendedJSON: try mongoengine("read", settings.url))
            #expect(
                seen["BySequence"]?.array?.values.last
                    == [
                        "id": 2, "email": "bob@example.com", "visits": 7, "signup_date": "2023-11-14T22:13:20.123000",
                        "last_signin_date": "2023-11-14T22:13:21", "tags": [],
                        "address": ["city": "Linz", "postal_code": .null],
                    ])
            #expect(seen["ByCounters"]?.array?.values.last == ["id": 2, "name": "second"])
            #expect(seen["ByEmail"]?.array?.values.last == ["email": "cleo@example.com", "name": "Cleo"])
            let objects = seen["ByObjectID"]?.array?.compactMap(\.document) ?? []
            #expect(
                objects.map { $0["name"] } == ["third", "ours"] && objects.map { $0["friend"] } == ["Bea", "Cleo"])
            let id = try #require(fifth.id)
            #expect(seen["ByUUID"]?.array?.contains(["id": .string(id.keyText), "name": "fifth"]) == true)
            #expect(seen["next"] == 3 && seen["nextSeat"] == 3)
        }
    }

    private func mongoengine(_ command: String, _ url: String) throws -> String {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [root.appendingPathComponent("Tests/django/mongoengine_documents.py").path, command, url]
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let data = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        try #require(process.terminationStatus == 0)
        return String(decoding: data, as: UTF8.self)
    }

    struct Address: EmbeddedDocument, Equatable {
        var city: String
        var postalCode: String?
        static let fields = Fields<Address> {
            Field("city", \.city, .required)
            Field("postal_code", \.postalCode)
        }
    }

    struct BySequence: Document, Equatable {
        static let collection = "by_sequence"
        var id: Int?
        var email: String
        var visits: Int
        var signupDate: Date
        var lastSigninDate: Date?
        var tags: [String]
        var address: Address?
        static let schema = Schema<BySequence> {
            PrimaryKey(\.id, .sequence)
            Field("email", \.email, .required, .email(EmailRules()), .unique)
            Field("visits", \.visits)
            Field("signup_date", \.signupDate)
            Field("last_signin_date", \.lastSigninDate)
            Field("tags", \.tags)
            Field("address", \.address)
        }
    }

    struct ByCounters: Document {
        static let collection = "by_counters"
        var id: Int?
        var name: String
        static let schema = Schema<ByCounters> {
            PrimaryKey(\.id, .sequence(.mongoengine))
            Field("name", \.name)
        }
    }

    struct ByEmail: Document {
        static let collection = "by_email"
        var email: String
        var name: String
        var id: String? {
            get { email }
            set { if let newValue { email = newValue } }
        }
        static let schema = Schema<ByEmail> {
            PrimaryKey("email", \.email)
            Field("name", \.name)
        }
    }

    struct ByObjectID: Document {
        static let collection = "by_object_id"
        var id: ObjectID?
        var name: String
        var friend: Reference<ByEmail>?
        static let schema = Schema<ByObjectID> {
            PrimaryKey(\.id, .objectID)
            Field("name", \.name)
            Field("friend", \.friend)
        }
    }

    struct ByUUID: Document {
        static let collection = "by_uuid"
        var id: UUID?
        var name: String
        static let schema = Schema<ByUUID> {
            PrimaryKey(\.id, .uuid)
            Field("name", \.name)
        }
    }
}
