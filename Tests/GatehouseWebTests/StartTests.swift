import Foundation
import Gatehouse
import GatehouseLocalMongo
import GatehouseTesting
import Hummingbird
import Logging
import Testing

@testable import HelloExample

@Suite("The start of a site")
struct StartTests {
    @Test("a plain index on the address refuses the start, and names itself and the command that mends it")
    func plainIndex() async throws {
        let settings = try await TestMongo.settings()
        try await TestMongo.withClient(settings) { client in
            try await client.collection("users").createIndexes([MongoIndex(["email": 1])])
            let error = await #expect(throws: IndexConflictError.self) {
                try await withSite(change: { $0.mongo = settings }) { _, _ in }
            }
            let text = error?.description ?? ""
            for part in ["email_1", "users", #"db.getCollection("users").dropIndex("email_1")"#] {
                #expect(text.contains(part))
            }
            try await client.run(["dropIndexes": "users", "index": "email_1"])
            try await withSite(change: { $0.mongo = settings }) { _, router in
                let (first, second) = (try await TestBrowser(router).signUp(), try await TestBrowser(router).signUp())
                #expect(first.status == .found && second.status == .unprocessableContent)
            }
        }
    }

    /// Why a site is not ready, once its store has answered in time, which may take several tries on a busy machine.
    private func reason(_ browser: TestBrowser, _ log: RecordingLog) async throws -> String {
        while true {
            #expect(try await browser.get("/readyz").status == .serviceUnavailable)
            let line = try #require(log.lines.last)
            guard line.contains("the store did not answer within") else { return line }
        }
    }

    @Test("a site that lost its unique index is not ready, and its log says why and what is in its place")
    func notReady() async throws {
        try await withSite { gatehouse, router in
            try await gatehouse.mongo.run(["dropIndexes": "users", "index": "email_1"])
            let log = RecordingLog()
            let browser = TestBrowser(router, logger: Logger(label: "test") { _ in log })
            #expect(try await reason(browser, log) == "error: Not ready: document: missing index in users: email")
            try await gatehouse.mongo.collection("users").createIndexes([MongoIndex(["email": 1])])
            let line = try await reason(browser, log)
            #expect(line.hasPrefix("error: Not ready: document: missing index in users: email. "))
            #expect(line.contains("dropIndex(\"email_1\")"))
            let error = await #expect(throws: DocumentError.self) {
                try await gatehouse.accounts.documents.checkIndexes()
            }
            let text = error?.description ?? ""
            for part in ["missing index", "users", "email", "dropIndex(\"email_1\")"] { #expect(text.contains(part)) }
        }
    }

    @Test("a database user without the right to make indexes is enough where they are there")
    func noRightToMakeIndexes() async throws {
        let executable = try #require(MongoExecutable.find())
        let folder = FileManager.default.temporaryDirectory.path + "/start-\(UUID().uuidString)"
        let mongo = try await LocalMongo.start(
            executable: executable, folder: folder, isTemporary: true, asksForPassword: true)
        do {
            try await startWithoutRights(mongo.url)
            await mongo.stop()
        } catch {
            await mongo.stop()
            throw error
        }
    }

    private func startWithoutRights(_ url: String) async throws {
        var settings = GatehouseSettings(mongoURL: url, keys: .forTests)
        settings.hashers = [Argon2Hasher.forTests]
        (settings.mongo.timeout, settings.mongo.startTimeout) = (.seconds(600), .seconds(60))
        settings.web.isHTTPS = false
        let owner = try await Gatehouse(User.self, settings)
        _ = try await TestBrowser(makeRouter(owner)).signUp()
        let mongo = try owner.mongo
        let name = mongo.defaultDatabase
        try await mongo.run([
            "createRole": "site", "roles": [],
            "privileges": [
                [
                    "resource": ["db": .string(name), "collection": ""],
                    "actions": ["find", "insert", "update", "remove", "listIndexes", "listCollections"],
                ]
            ],
        ])
        try await mongo.run(["createUser": "site", "pwd": "password", "roles": ["site"]])

        let address = try #require(url.split(separator: "@").last?.split(separator: "?").first)
        settings.mongo.url = "mongodb://site:password@\(address)?directConnection=true&authSource=\(name)"
        let gatehouse = try await Gatehouse(User.self, settings)
        let browser = TestBrowser(makeRouter(gatehouse))
        #expect(try await browser.signIn().headers[.location] == "/index/")
        #expect(try await browser.get("/readyz").status == .ok)
        try await gatehouse.shutdown()

        try await mongo.run(["dropIndexes": "users", "index": "email_any_case"])
        let error = await #expect(throws: MongoError.self) { _ = try await Gatehouse(User.self, settings) }
        #expect(error?.code == .forbidden)
        try await owner.shutdown()
    }

    @Test("a site that could not count the spellings of addresses says so and goes on")
    func uncounted() async throws {
        let log = RecordingLog()
        var settings = GatehouseSettings(mongoURL: "", keys: .forTests)
        settings.mongo = try await TestMongo.settings()
        settings.mongo.applicationName = "counting"
        settings.logger = Logger(label: "test") { _ in log }
        let gatehouse = try await Gatehouse(User.self, settings)
        try await TestMongo.withClient { other in
            // MaxTimeMSExpired
            let running = try await TestMongo.whileFailing(
                commandsOf: "counting", times: 1, ["failCommands": ["aggregate"], "errorCode": 50], by: other
            ) {
                let running = Task { try await gatehouse.run() }
                while !log.lines.contains(where: { $0.hasPrefix("warning: Could not count the accounts") }) {
                    try await Task.sleep(for: .milliseconds(10))
                }
                return running
            }
            try await gatehouse.mongo.run(["dropDatabase": 1])
            running.cancel()
            try await running.value
        }
    }

    @Test("indexes that do the same under other names do not stop the start")
    func otherNames() async throws {
        let settings = try await TestMongo.settings()
        try await TestMongo.withClient(settings) { client in
            for name in ["sessions", "throttles", "tokens"] {
                var index = MongoIndex(["expires_at": 1], name: "by time")
                index.expireAfter = .zero
                try await client.collection(name).createIndexes([index])
            }
            try await withSite(change: { $0.mongo = settings }) { _, router in
                try await TestBrowser(router).waitUntilReady()
            }
        }
    }

    @Test("a start without a database names the host and the cause")
    func noDatabase() async throws {
        let error = await #expect(throws: MongoError.self) {
            try await withSite(change: { $0.mongo = MongoSettings(url: "mongodb://127.0.0.1:1/test") }) { _, _ in }
        }
        #expect(error?.unreachable.map(\.host) == ["127.0.0.1:1"] && error?.unreachable.map(\.cause) == [.refused])
    }

    @Test("a member that must be there and that sign-up does not ask for refuses the start")
    func unfilled() async throws {
        var settings = GatehouseSettings(mongoURL: "", keys: .forTests)
        settings.mongo = try await TestMongo.settings()
        let error = await #expect(throws: SignUpFieldsError.self) {
            _ = try await Gatehouse(Customer.self, settings)
        }
        #expect(error?.fields == ["plan", "terms"])
        #expect(error?.description.contains("plan, terms") == true)

        settings.web.accountFields = ["plan", "terms"]
        try await Gatehouse(Customer.self, settings).shutdown()
        settings.web.accountFields = []
        settings.web.pages[.signUp] = nil
        let gatehouse = try await Gatehouse(Customer.self, settings)
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
