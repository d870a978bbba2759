import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Logging
import ServiceLifecycle
import Testing

@testable import HelloExample

/// A store whose look-ups fail as a test wants.
private struct FailingStore: SessionStore {
    let error: any Error
    func load(_ token: SessionToken) async throws -> SessionRecord? { throw error }
    func create(_ record: SessionRecord) async throws -> SessionToken { throw error }
    func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? { throw error }
    func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? { throw error }
    func delete(_ token: SessionToken) async throws { throw error }
}

@Suite("What fails, and what the visitor and the log are told of it")
struct FaultTests {
    private struct Broken: Error {}
    private struct Moving: RefusalError { let refusal: Refusal? = .unavailable(retryAfter: 7) }

    private func named(_ settings: inout GatehouseSettings) {
        settings.web.accountFields = ["nickname"]
    }

    /// A browser that has the cookies of another and a log of its own.
    private func browser<Context>(
        like other: TestBrowser, _ router: Router<Context>, _ log: KeptLines
    ) -> TestBrowser where Context: InitializableFromSource<ApplicationRequestContextSource> {
        let browser = TestBrowser(router, logger: log.logger)
        browser.cookies = other.cookies
        return browser
    }

    @Test("a signed-in owner whose document does not fit gets 500, and the log names the document and the field")
    func document() async throws {
        try await TestSite.run(Person.self, configure: named) { site in
            let mia = try await site.signedIn("mia@example.com", ["nickname": "mia"])
            let people = site.gatehouse.accounts.documents
            let id = try #require(try await site.gatehouse.accounts.find(email: "mia@example.com")?.id)
            #expect(try await people.set(["shoe_size": "large"], of: id))
            for accept in ["text/html", "application/json"] {
                let log = KeptLines()
                let page = try await browser(like: mia, site.router, log).get("/index/", headers: [.accept: accept])
                #expect(page.status == .internalServerError && page.headers[.retryAfter] == nil)
                #expect(!page.body.contains("shoe_size"))
                #expect(log.has("A request failed", "collection=people", "\(id)", "field=shoe_size"))
            }
        }
    }

    @Test(
        "a stored session that does not fit is 500, and the log names it by its hash and the field, never by its token")
    func session() async throws {
        for (field, value) in [
            ("created_at", "yesterday"), ("expires_at", .null), ("data", 5), ("account", 1), ("replaced_at", true),
        ] as [(String, BSONValue)] {
            try await withSite { gatehouse, router in
                let ada = TestBrowser(router)
                _ = try await ada.signUp()
                _ = try await ada.signIn()
                let token = try #require(SessionToken(ada.cookies["sessionid"] ?? ""))
                let sessions = try gatehouse.mongo.collection("sessions")
                #expect(try await sessions.updateOne([:], ["$set": .document([field: value])]).matched == 1)
                let log = KeptLines()
                let page = try await browser(like: ada, router, log).get("/index/")
                #expect(page.status == .internalServerError && page.headers[.retryAfter] == nil, "\(field)")
                #expect(log.has("A request failed", "session=\(token.id.text)", "field=\(field)"), "\(field)")
                #expect(!log.has(token.text))
                // An operator ends it by what the log says.
                let directory = try #require(gatehouse.sessions as? any SessionDirectory)
                if field != "replaced_at" { #expect(try await directory.revoke(token.id)) }
            }
        }
    }

    @Test("what a backend of somebody else's throws is 503 where it is named as passing, and else 500 with its cause")
    func ownStores() async throws {
        let errors: [(any Error, HTTPResponse.Status, retryAfter: String?)] = [
            (Broken(), .internalServerError, nil), (StoreFailure("redis", Broken()), .serviceUnavailable, "5"),
            (Moving(), .serviceUnavailable, "7"),
        ]
        for (error, status, retryAfter) in errors {
            try await TestSite.run(
                Person.self,
                configure: {
                    named(&$0)
                    $0.sessionEngine = .custom { _ in FailingStore(error: error) }
                }
            ) { site in
                let log = KeptLines()
                let browser = TestBrowser(site.router, logger: log.logger)
                browser.cookies["sessionid"] = SessionToken().text
                let page = try await browser.get("/index/")
                #expect(page.status == status && page.headers[.retryAfter] == retryAfter)
                #expect(!page.body.contains("Broken"))
                #expect(log.has("\(type(of: (error as? StoreFailure)?.underlying ?? error))"))
                if status == .internalServerError { #expect(log.has("A request failed", "error=sessions: Broken")) }
            }
        }
    }

    @Test("a site without accounts tells its log of them as well")
    func withoutAccounts() async throws {
        let id = SessionToken().id
        let error = UnreadableSessionError(id, field: "data", underlying: Broken())
        try await withSessions(FailingStore(error: error)) { router in
            let log = KeptLines()
            let browser = TestBrowser(router, logger: log.logger)
            browser.cookies["sessionid"] = SessionToken().text
            // Hummingbird answers it with 500.
            await #expect(throws: UnreadableSessionError.self) { try await browser.get("/read") }
            #expect(log.has("A request failed", "session=\(id.text)", "field=data"))
        }
    }

    @Test("a service beside requests that fails is told, and the others and the site go on")
    func services() async throws {
        struct Failing: Service {
            func run() async throws { throw Broken() }
        }
        struct Lasting: Service {
            let ended: @Sendable () -> Void
            func run() async throws {
                try await gracefulShutdown()
                ended()
            }
        }
        let lines = KeptLines()
        var settings = GatehouseSettings(mongoURL: "", keys: .forTests)
        settings.isInMemory = true
        settings.hashers = [Argon2Hasher.forTests]
        settings.logger = lines.logger
        named(&settings)
        let gatehouse = try await Gatehouse(Person.self, settings) {
            InlineFeature<Person>("services") { _, parts in
                parts.services = { _ in [Failing(), Lasting { lines.add("the other one ended") }] }
            }
        }
        let group = ServiceGroup(configuration: .init(services: [gatehouse], logger: Logger(label: "test")))
        try await withThrowingTaskGroup(of: Void.self) { tasks in
            tasks.addTask { try await group.run() }
            while !lines.has("A service beside requests ended", "service=Failing", "error=Broken()") {
                try await Task.sleep(for: .milliseconds(5))
            }
            #expect(!lines.has("the other one ended"))
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(lines.has("the other one ended"))
    }
}
