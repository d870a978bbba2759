import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import HelloExample

/// A store that keeps sessions and cannot remove any while it fails.
private final class StubbornStore: SessionStore {
    struct Fault: Error {}
    /// What it throws, named as what passes.
    private static let failure = StoreFailure("stubborn", Fault())
    private let base = CacheSessionStore()
    private let fails = Mutex(true)

    func heal() { fails.withLock { $0 = false } }
    func load(_ token: SessionToken) async throws -> SessionRecord? { try await base.load(token) }
    func create(_ record: SessionRecord) async throws -> SessionToken { try await base.create(record) }
    func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        try await base.update(token, changes)
    }
    func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        try await base.replace(token, changes)
    }
    func delete(_ token: SessionToken) async throws {
        if fails.withLock({ $0 }) { throw Self.failure }
        try await base.delete(token)
    }
}

@Suite("Sessions when something goes another way")
struct SessionFaultTests {
    @Test("S8: a sign-out that the store refuses leaves the cookie, so that it can be tried again")
    func signOut() async throws {
        let store = StubbornStore()
        try await withSessions(store) { router in
            let browser = TestBrowser(router)
            try await browser.get("/write")
            let cookie = browser.cookies["sessionid"]
            #expect(try await browser.get("/flush").status == .serviceUnavailable)
            #expect(browser.cookies["sessionid"] == cookie)
            #expect(try await browser.get("/read").body == "v")
            store.heal()
            try await browser.get("/flush")
            #expect(browser.cookies["sessionid"] == nil)
        }
    }

    @Test("a page that saves the session itself still gives the browser its cookie")
    func saving() async throws {
        try await withSessions(CacheSessionStore()) { router in
            router.get("save") { request, context in
                let session = try await context.session
                session["k", as: String.self] = "saved"
                if request.uri.queryParameters["cycle"] != nil { session.cycleToken() }
                try await session.save()
                return "saved"
            }
            let browser = TestBrowser(router)
            try await browser.get("/save")
            let first = browser.cookies["sessionid"]
            #expect(first != nil)
            #expect(try await browser.get("/read").body == "saved")
            try await browser.get("/save?cycle=1")
            #expect(browser.cookies["sessionid"] != nil && browser.cookies["sessionid"] != first)
            #expect(try await browser.get("/read").body == "saved")
        }
    }

    @Test("C12: a page that tells whose session it is goes into no cache")
    func account() async throws {
        try await withSessions(CacheSessionStore()) { router in
            router.get("account") { _, context in try await context.session.accountKey ?? "nobody" }
            let page = try await TestBrowser(router).get("/account")
            #expect(page.headers[.vary]?.contains("Cookie") == true)
            #expect(page.headers[.cacheControl] == "no-store")
        }
    }

    @Test("C12: an answer with a session's cookie goes into no shared cache, whatever the page says of itself")
    func shared() async throws {
        try await withSessions(CacheSessionStore()) { router in
            router.get("public") { _, context in
                try await context.session.set("v", for: "k")
                return Response(status: .ok, headers: [.cacheControl: "public, max-age=60"])
            }
            router.get("private") { _, context in
                try await context.session.set("v", for: "k")
                return Response(status: .ok, headers: [.cacheControl: "private, max-age=60"])
            }
            let open = try await TestBrowser(router).get("/public")
            let closed = try await TestBrowser(router).get("/private")
            #expect(open.headers[.cacheControl] == "no-store")
            #expect(closed.headers[.cacheControl] == "private, max-age=60")
        }
    }
}
