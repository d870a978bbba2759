import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseLocalMongo
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("Inserts whose connection is cut", .timeLimit(.minutes(5)))
struct InsertFaultTests {
    private struct Note: Document {
        static let collection = "notes"
        var id: ObjectID?
        var text: String
        static let schema = Schema<Note> {
            PrimaryKey(\.id, .objectID)
            Field("text", \.text)
        }
    }

    private struct Ticket: Document {
        static let collection = "tickets"
        var id: Int?
        var email: String
        static let schema = Schema<Ticket> {
            PrimaryKey(\.id, .sequence)
            Field("email", \.email, .email, .unique)
        }
    }

    /// Runs a test with a client of a server of its own: cuts after a commit hit every client of a server.
    private static func with(_ body: (MongoClient, MongoClient) async throws -> Void) async throws {
        let executable = try #require(MongoExecutable.find())
        let folder = FileManager.default.temporaryDirectory.path + "/insert-\(UUID().uuidString)"
        let server = try await LocalMongo.start(executable: executable, folder: folder, isTemporary: true)
        var settings = MongoSettings(url: server.url)
        settings.timeout = .seconds(120)
        settings.applicationName = "cut"
        let client = try MongoClient(settings)
        settings.applicationName = "other"
        let other = try MongoClient(settings)
        do {
            try await body(client, other)
            for client in [client, other] { try await client.shutdown() }
            await server.stop()
        } catch {
            for client in [client, other] { try? await client.shutdown() }
            await server.stop()
            throw error
        }
    }

    private static func cutBefore(_ times: Int, _ command: String, on other: MongoClient) async throws {
        try await other.run(
            [
                "configureFailPoint": "failCommand", "mode": ["times": .integer(Int64(times))],
                "data": ["appName": "cut", "failCommands": [.string(command)], "closeConnection": true],
            ], in: "admin")
    }

    /// The server commits the next write, and closes the connection without an answer.
    private static func cutAfter(on other: MongoClient) async throws {
        try await other.run(
            ["configureFailPoint": "onPrimaryTransactionalWrite", "mode": ["times": 1]], in: "admin")
    }

    @Test("R3 K2: connections cut before and after the commit lose no document and double none")
    func cuts() async throws {
        try await Self.with { client, other in
            let notes = Documents(Note.self, client: client)
            for number in 0..<40 {
                var note = Note(text: "\(number)")
                switch number % 4 {
                case 0: try await Self.cutBefore(1, "insert", on: other)
                // Twice: the driver's own second try is cut, too.
                case 1: try await Self.cutBefore(2, "insert", on: other)
                case 2: try await Self.cutAfter(on: other)
                // The first try is cut before it, the second after it: the third meets its own document.
                default:
                    try await Self.cutBefore(1, "insert", on: other)
                    try await Self.cutAfter(on: other)
                }
                try await notes.insert(&note)
                #expect(note.id != nil)
            }
            let stored = try await notes.find().map(\.text).sorted()
            #expect(stored == (0..<40).map(String.init).sorted())
        }
    }

    @Test("R3: of a counted key and a unique value, cuts leave one document each, with its own number")
    func counted() async throws {
        try await Self.with { client, other in
            let tickets = Documents(Ticket.self, client: client)
            _ = try await tickets.ensureIndexes()
            for number in 0..<20 {
                var ticket = Ticket(email: "n\(number)@example.com")
                switch number % 3 {
                case 0: try await Self.cutBefore(1, "findAndModify", on: other)
                case 1: try await Self.cutBefore(2, "insert", on: other)
                default: try await Self.cutAfter(on: other)
                }
                try await tickets.insert(&ticket)
            }
            let stored = try await tickets.find()
            #expect(Set(stored.map(\.email)).count == 20 && stored.count == 20)
            #expect(Set(stored.compactMap(\.id)) == Set(1...20))
        }
    }

    @Test("K2: a document that another one's key is taken by stays refused")
    func others() async throws {
        try await Self.with { client, other in
            let notes = Documents(Note.self, client: client)
            var first = Note(text: "first")
            try await notes.insert(&first)
            try await Self.cutBefore(2, "insert", on: other)
            var second = Note(id: first.id, text: "second")
            let error = await #expect(throws: DocumentError.self) { try await notes.insert(&second) }
            #expect(error?.code == .duplicate)
            #expect(try await notes.find().map(\.text) == ["first"])
        }
    }
}
