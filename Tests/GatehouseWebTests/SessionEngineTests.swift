import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Logging
import Synchronization
import Testing

@testable import HelloExample

@Suite("The site with every engine")
struct SessionEngineTests {
    static let engines = ["database", "cache", "cached-database", "file", "signed-cookie", "django", "custom"]

    private func engine(_ name: String, _ folder: String) -> SessionEngine {
        switch name {
        case "cache": .cache()
        case "cached-database": .cachedDatabase()
        case "file": .file(folder: folder)
        case "signed-cookie": .signedCookie
        case "django": .django()
        case "custom": .custom { _ in CountingSessionStore(CacheSessionStore()) }
        default: .database
        }
    }

    @Test(
        "sign in, look, sign out; C5: the old cookie is anonymous where the engine can see to that", arguments: engines)
    func journey(name: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString).path
        defer { try? FileManager.default.removeItem(atPath: folder) }
        try await withSite(change: { $0.sessionEngine = engine(name, folder) }) { gatehouse, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            #expect(try await browser.signIn().status == .found)
            let old = browser.cookies
            #expect(try await browser.get("/hello").body == "Hello Ada")
            if let directory = gatehouse.sessions as? any SessionDirectory {
                let listed = try await directory.sessions(of: "1", limit: 10)
                #expect(listed.count == 1 && listed[0].account == "1")
            }
            // The form of a page that was shown to somebody who is signed in is good for him.
            try await browser.get("/index/")
            #expect(try await browser.submit("/signout/").status == .found)
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            let replay = TestBrowser(router)
            replay.cookies = old
            let page = try await replay.get("/index/")
            #expect((page.status == .ok) == !gatehouse.sessions.canRevoke)
        }
    }

    @Test("C8: somebody ends his other sessions and keeps this one; the operator ends one by its name")
    func managing() async throws {
        try await withSite { gatehouse, router in
            let browsers = [TestBrowser(router), TestBrowser(router), TestBrowser(router)]
            _ = try await browsers[0].signUp()
            for browser in browsers { _ = try await browser.signIn() }
            let directory = try #require(gatehouse.sessions as? any SessionDirectory)
            let mine = SessionToken(try #require(browsers[1].cookies["sessionid"]))?.id
            #expect(try await directory.sessions(of: "1", limit: 10).count == 3)
            #expect(try await directory.revokeAll(of: "1", except: mine) == 2)
            for (browser, isIn) in zip(browsers, [false, true, false]) {
                #expect((try await browser.get("/hello").status == .ok) == isIn)
            }
            #expect(try await directory.revoke(try #require(mine)))
            #expect(try await browsers[1].get("/index/").headers[.location] == "/signin/")
        }
    }

    @Test("an ordinary signed-in request reads the session once and writes nothing")
    func costs() async throws {
        let store = CountingSessionStore(CacheSessionStore())
        try await withSite(change: { $0.sessionEngine = .custom { _ in store } }) { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            store.reset()
            for _ in 0..<10 { #expect(try await browser.get("/hello").status == .ok) }
            #expect(store.calls == ["load": 10])
            store.reset()
            let visitor = TestBrowser(router)
            for path in ["/", "/index/", "/signin/", "/signup/"] { try await visitor.get(path) }
            #expect(store.calls.isEmpty)
        }
    }

    @Test("an engine that cannot revoke is warned about at the start")
    func warning() async throws {
        let log = RecordingLog()
        let logger = Logger(label: "test") { _ in log }
        try await withSite(change: {
            $0.sessionEngine = .signedCookie
            $0.logger = logger
        }) { _, _ in
            #expect(log.lines.contains { $0.hasPrefix("warning: Sessions live in the cookies") })
        }
    }
}

/// Keeps each line.
struct RecordingLog: LogHandler {
    private final class Lines: Sendable {
        let all = Mutex<[String]>([])
    }
    private let kept = Lines()
    var metadata: Logger.Metadata = [:]
    var logLevel = Logger.Level.trace

    var lines: [String] { kept.all.withLock { $0 } }

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) { kept.all.withLock { $0.append("\(event.level): \(event.message)") } }
}
