import Foundation
import Gatehouse
import GatehouseBase
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Synchronization
import Testing
import VectorFiles

@testable import GatehouseWeb

/// An account with permissions.
struct Editor: PermissionHolder {
    static let collection = "users"
    var id: Int?
    var email: String
    var password: PasswordHash
    var activeFlag: Bool?
    var superuserFlag: Bool?
    var ownPermissions: [String]?
    var ownGroups: [String]?
    var lastSigninDate: Date?

    var isActive: Bool { activeFlag ?? true }
    var isSuperuser: Bool { superuserFlag ?? false }
    var permissions: [String] { ownPermissions ?? [] }
    var groups: [String] { ownGroups ?? [] }

    enum CodingKeys: String, CodingKey {
        case id, email, password, lastSigninDate
        case activeFlag = "isActive"
        case superuserFlag = "isSuperuser"
        case ownPermissions = "permissions"
        case ownGroups = "groups"
    }

    static let schema = Schema<Editor> {
        PrimaryKey(\.id, .sequence)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("is_active", \.activeFlag)
        Field("is_superuser", \.superuserFlag)
        Field("permissions", \.ownPermissions)
        Field("groups", \.ownGroups)
        Field("last_signin_date", \.lastSigninDate)
    }
}

/// A note that its owner may do everything with.
struct Note: PermissionGuarded {
    let owner: Int
    func allows(_ permission: String, for user: Editor, granted: Bool) -> Bool { granted || owner == user.id }
}

@Suite("Groups of routes")
struct RequirementTests {
    /// A site with an account `ada@example.com` and a route for each requirement.
    func withEditors(
        server: TestMongo.Server = .replicaSet, change: (inout GatehouseSettings) -> Void = { _ in },
        _ body: (Gatehouse<Editor>, Router<GatehouseContext<Editor>>) async throws -> Void
    ) async throws {
        var settings = GatehouseSettings(mongoURL: "", keys: .forTests)
        settings.mongo = try await TestMongo.settings(on: server)
        settings.hashers = [Argon2Hasher.forTests]
        settings.hashing.patience = .seconds(60)
        settings.web.isHTTPS = false
        change(&settings)
        let gatehouse = try await Gatehouse(Editor.self, settings)
        do {
            _ = try await gatehouse.accounts.signUp(email: "ada@example.com", password: "correct horse")
            try await body(gatehouse, makeRouter(gatehouse))
            try await gatehouse.mongo.run(["dropDatabase": 1])
            try await gatehouse.shutdown()
        } catch {
            try? await gatehouse.shutdown()
            throw error
        }
    }

    func makeRouter(_ gatehouse: Gatehouse<Editor>) -> Router<GatehouseContext<Editor>> {
        let router = Router(context: GatehouseContext<Editor>.self)
        gatehouse.addMiddleware(to: router)
        gatehouse.addPages(to: router)
        router.group("edit", requiring: .permission("notes.edit")).get { _, context in context.user.email }
        router.group("fresh", requiring: .recentSignIn(within: .seconds(600))).get { _, context in context.user.email }
        router.group("fresh", requiring: .recentSignIn(within: .seconds(600))).post { _, context in context.user.email }
        router.group("even", requiring: .signedIn, .condition { ($0.id ?? 1) % 2 == 0 }).get { _, _ in "even" }
        router.group("note", requiring: .signedIn).get(":owner") { request, context in
            let note = Note(owner: try context.parameters.require("owner", as: Int.self))
            return "\(try await context.can("notes.edit", on: note)) \(try await context.can("notes.edit"))"
        }
        return router
    }

    @Test("who lacks a permission gets 403; one of his own, one of a group's and a superuser's let him in")
    func permission() async throws {
        try await withEditors { gatehouse, router in
            let browser = TestBrowser(router)
            #expect(try await browser.get("/edit").headers[.location] == "/signin/?next=/edit")
            _ = try await browser.signIn()
            let refused = try await browser.get("/edit")
            #expect(refused.status == .forbidden && refused.body.contains("Not allowed"))
            #expect(try await browser.get("/note/2").body == "false false")
            #expect(try await browser.get("/note/1").body == "true false")
            let users = gatehouse.accounts.documents
            var group = AccountGroup("editors", permissions: ["notes.edit"])
            try await Documents(AccountGroup.self, client: gatehouse.mongo).insert(&group)
            let ada = try #require(try await users.find(1))
            #expect(try await gatehouse.administration.setGroups(["editors"], of: ada))
            #expect(try await browser.get("/edit").body == "ada@example.com")
            #expect(try await browser.get("/note/2").body == "true true")
            #expect(try await gatehouse.administration.setGroups([], of: ada))
            #expect(try await browser.get("/edit").status == .forbidden)
            try await users.set(["permissions": ["notes.edit"]], of: 1)
            #expect(try await browser.get("/edit").status == .ok)
            try await users.set(["permissions": []], of: 1)
            #expect(try await gatehouse.administration.setSuperuser(true, of: ada))
            #expect(try await browser.get("/edit").status == .ok)
            #expect(try await browser.get("/note/2").body == "true true")
            #expect(try await browser.get("/even").status == .forbidden)
        }
    }

    @Test("groups are read once a request, however often something asks")
    func groupsOnce() async throws {
        try await withEditors { gatehouse, router in
            let browser = TestBrowser(router)
            _ = try await browser.signIn()
            let ada = try #require(try await gatehouse.accounts.documents.find(1))
            #expect(try await gatehouse.administration.setGroups(["editors"], of: ada))
            try await gatehouse.mongo.run(["profile": 2])
            #expect(try await browser.get("/note/2").body == "false false")
            try await gatehouse.mongo.run(["profile": 0])
            let name = "\(try gatehouse.mongo.defaultDatabase).groups"
            let reads = try await gatehouse.mongo.collection("system.profile").find(["ns": .string(name)])
            #expect(reads.count == 1)
        }
    }

    @Test("who signed in long ago signs in again and comes back, with a new token (S7)")
    func recent() async throws {
        let clock = TestClock()
        try await withEditors(change: { $0.now = { clock.now } }) { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signIn()
            #expect(try await browser.get("/fresh").status == .ok)
            let token = browser.cookies["sessionid"]
            clock.advance(by: 601)
            let refused = try await browser.get("/fresh?a=b")
            #expect(refused.headers[.location] == "/signin/?next=/fresh%3Fa%3Db&again=1")
            try await browser.get("/index/")
            #expect(try await browser.submit("/fresh").status == .unauthorized)
            #expect(try await browser.get("/signin/").headers[.location] == "/index/")
            let form = try await browser.get("/signin/?next=/fresh%3Fa%3Db&again=1")
            #expect(form.status == .ok && form.body.contains(#"name="again" value="1""#))
            #expect(form.body.contains(#"value="ada@example.com""#))
            let again = ["next": "/fresh?a=b", "again": "1"]
            let wrong = try await browser.submit(
                "/signin/", credentials.merging(again.merging(["password": "no"]) { $1 }) { $1 })
            #expect(wrong.status == .unprocessableContent && wrong.body.contains(#"name="again" value="1""#))
            let back = try await browser.submit("/signin/", credentials.merging(again) { $1 })
            #expect(back.headers[.location] == "/fresh?a=b")
            #expect(try await browser.get("/fresh").status == .ok)
            #expect(browser.cookies["sessionid"] != token)
            let old = TestBrowser(router)
            old.cookies["sessionid"] = token
            #expect(try await old.get("/index/").headers[.location] == "/signin/")
        }
    }

    @Test("programs get 401 and 403 with a problem document")
    func json() async throws {
        try await withEditors { _, router in
            let browser = TestBrowser(router)
            let nobody = try await browser.get("/edit", headers: [.accept: "application/json"])
            #expect(nobody.status == .unauthorized && nobody.headers[.contentType] == "application/problem+json")
            let problem = try #require(JSONValue(nobody.body))
            #expect(problem["status"]?.integer == 401 && problem["title"]?.string == "Unauthorized")
            _ = try await browser.signIn()
            let lacking = try await browser.get("/edit", headers: [.accept: "application/json"])
            #expect(lacking.status == .forbidden && JSONValue(lacking.body)?["status"]?.integer == 403)
        }
    }

    @Test("S1: wrong and unknown look alike, to the byte, also when locked; S4: the owner gets in from another address")
    func locked() async throws {
        try await withEditors { _, router in
            let attacker = TestBrowser(router, from: "203.0.113.9")
            var pages: [Int: Set<String>] = [:]
            for email in ["ada@example.com", "eve@example.com"] {
                for number in 0..<7 {
                    let page = try await attacker.signIn(["email": email, "password": "wrong"])
                    #expect(page.status == (number < 5 ? .unprocessableContent : .tooManyRequests))
                    pages[page.status.code, default: []].insert(
                        page.body.replacing(#/value="[A-Za-z0-9]{64}"/#, with: "TOKEN").replacing(email, with: "EMAIL")
                            + "\(page.headers.filter { $0.name != .setCookie })")
                }
            }
            #expect(pages.values.map(\.count) == [1, 1])
            #expect(try await attacker.signIn().status == .tooManyRequests)
            #expect(try await TestBrowser(router, from: "198.51.100.7").signIn().status == .found)
        }
    }

    @Test("S6: a forged X-Forwarded-For changes no bucket, a proxy's does, and sessions note the same address")
    func forwarded() async throws {
        let header = try #require(HTTPField.Name("X-Forwarded-For"))
        try await withEditors(change: { $0.web.trustedProxies = TrustedProxies(["10.0.0.0/8"]) ?? .none }) {
            gatehouse, router in
            for (peer, isSpoofed) in [("203.0.113.9", true), ("10.0.0.1", false)] {
                let browser = TestBrowser(router, from: peer)
                for number in 0..<5 {
                    try await browser.get("/signin/")
                    try await browser.submit(
                        "/signin/", credentials.merging(["password": "wrong"]) { $1 },
                        headers: [header: "198.51.100.\(number)"])
                }
                let page = try await browser.submit("/signin/", credentials, headers: [header: "198.51.100.77"])
                #expect(page.status == (isSpoofed ? .tooManyRequests : .found))
            }
            let directory = try #require(gatehouse.sessions as? any SessionDirectory)
            #expect(try await directory.sessions(of: "1", limit: 9).map(\.client.address) == ["198.51.100.77"])
        }
    }

    @Test("sign-up beyond the limit is told to wait")
    func signUpLimit() async throws {
        try await withSite(change: { $0.throttles.signUp?.limit = 2 }) { _, router in
            for number in 0..<2 {
                #expect(try await TestBrowser(router).signUp(["email": "u\(number)@example.com"]).status == .found)
            }
            let page = try await TestBrowser(router).signUp()
            #expect(page.status == .tooManyRequests && page.headers[.retryAfter] == "60")
            #expect(page.body.contains("Try again later."))
        }
    }

    @Test(
        "signed in on one instance is known on the other; deactivated, both refuse at once, also after activation (C8)")
    func instances() async throws {
        try await withEditors { gatehouse, router in
            var settings = GatehouseSettings(mongoURL: "", keys: .forTests)
            settings.mongo = try await TestMongo.settings()
            settings.mongo.url = try await url(of: gatehouse)
            settings.hashers = [Argon2Hasher.forTests]
            settings.web.isHTTPS = false
            let second = try await Gatehouse(Editor.self, settings)
            let (here, there) = (TestBrowser(router), TestBrowser(makeRouter(second)))
            _ = try await here.signIn()
            there.cookies = here.cookies
            #expect(try await there.get("/index/").status == .ok)
            let ada = try #require(try await gatehouse.accounts.documents.find(1))
            #expect(try await second.administration.setActive(false, of: ada) == 1)
            for browser in [here, there] {
                #expect(try await browser.get("/index/").headers[.location] == "/signin/")
                #expect(try await browser.signIn().status == .unprocessableContent)
            }
            #expect(try await second.administration.setActive(true, of: ada) == 0)
            #expect(try await here.get("/index/").headers[.location] == "/signin/")
            #expect(try await here.signIn().status == .found)
            try await second.shutdown()
        }
    }

    /// The connection string of the database that a site uses.
    private func url(of gatehouse: Gatehouse<Editor>) async throws -> String {
        try await TestMongo.settings().url.replacing(
            #/\/test_[0-9a-f]+/#, with: "/\(try gatehouse.mongo.defaultDatabase)")
    }

    @Test("S8: groups that cannot be read are 503, never a refusal or a way in")
    func groupsFail() async throws {
        try await withEditors { gatehouse, router in
            let browser = TestBrowser(router)
            _ = try await browser.signIn()
            let ada = try #require(try await gatehouse.accounts.documents.find(1))
            #expect(try await gatehouse.administration.setGroups(["editors"], of: ada))
            // A view that fails when it is read.
            let fault: BSONValue = ["$project": ["_id": ["$toInt": "$email"]]]
            try await gatehouse.mongo.run(["create": "groups", "viewOn": "users", "pipeline": [fault]])
            #expect(try await browser.get("/edit").status == .serviceUnavailable)
        }
    }
}

@Suite("Safe redirects")
struct SafeRedirectTests {
    /// What Django follows and we do not: only paths of the site that begin with a slash, in
    /// printable ASCII, as browsers send them.
    static let stricter: Set = [
        "//testserver/url/", "http://testserver/", "https://testserver/x", "index", "?next=/x", "#frag",
        "//", "é", "/x\n", "\n/x", "/\u{2028}x",
    ]

    @Test("G1: what Django refuses we refuse, and of what it follows only paths are followed")
    func urlSafe() throws {
        for expected in try Vectors.cases("validators", "url_safe") {
            let url: String = try expected.get("url")
            let isFollowed = SafeRedirect.path(url, else: "-") == url
            let isSafe: Bool = try expected.get("safe")
            if isFollowed { #expect(isSafe, "\(expected.id)") }
            if isSafe, !isFollowed { #expect(Self.stricter.contains(url), "\(expected.id) \(url)") }
        }
    }

    @Test("the way to the sign-in page carries where one was, as Django's")
    func redirectToLogin() throws {
        for expected in try Vectors.cases("validators", "redirect_to_login") {
            guard let next = expected["next", as: String.self],
                try expected.get("login_url", as: String.self) == "/login/"
            else { continue }
            #expect(
                "/login/?next=\(next.percentEncoded(keepsSlashes: true))"
                    == (try expected.get("location", as: String.self)))
        }
    }
}

/// A clock that tests move.
final class TestClock: Sendable {
    private let seconds = Mutex(0.0)
    private let start = Date()
    var now: Date { start + seconds.withLock { $0 } }
    func advance(by time: TimeInterval) { seconds.withLock { $0 += time } }
}
