import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import HelloExample

/// A site over a database of its own.
func withSite<Result: Sendable>(
    isHTTPS: Bool = false, server: TestMongo.Server = .replicaSet,
    change: (inout GatehouseSettings) -> Void = { _ in },
    _ body: (Gatehouse<User>, Router<GatehouseContext<User>>) async throws -> Result
) async throws -> Result {
    var settings = GatehouseSettings(mongoURL: "", keys: .forTests)
    settings.mongo = try await TestMongo.settings(on: server)
    settings.hashers = [Argon2Hasher.forTests]
    settings.hashing.patience = .seconds(60)
    settings.web.isHTTPS = isHTTPS
    change(&settings)
    let gatehouse = try await Gatehouse(User.self, settings)
    do {
        let result = try await body(gatehouse, makeRouter(gatehouse))
        try await gatehouse.mongo.run(["dropDatabase": 1])
        try await gatehouse.shutdown()
        return result
    } catch {
        try? await gatehouse.shutdown()
        throw error
    }
}

let ada = [
    "email": "Ada@Example.com", "password": "correct horse", "password_retype": "correct horse", "first_name": "ada",
    "last_name": "lovelace",
]
let credentials = ["email": "ada@example.com", "password": "correct horse"]

extension TestBrowser {
    func signUp(_ changes: [String: String] = [:]) async throws -> Page {
        try await get("/signup/")
        let page = try await submit("/signup/", ada.merging(changes) { $1 })
        // What follows is about signing in.
        if page.status == .found, try await get("/index/").status == .ok { try await submit("/signout/") }
        return page
    }

    func signIn(_ changes: [String: String] = [:]) async throws -> Page {
        try await get("/signin/")
        return try await submit("/signin/", credentials.merging(changes) { $1 })
    }
}

@Suite("The post's site")
struct SiteTests {
    @Test("sign up, sign in, see the index page, sign out")
    func journey() async throws {
        try await withSite { gatehouse, router in
            let browser = TestBrowser(router)
            #expect(try await browser.get("/").headers[.location] == "/index/")
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            try await browser.get("/signup/")
            let signedUp = try await browser.submit("/signup/", ada)
            #expect(signedUp.status == .found && signedUp.headers[.location] == "/index/")
            // Nobody types twice what was just typed.
            #expect(try await browser.get("/index/").body.contains("Your account was created."))
            #expect(try await browser.submit("/signout/").headers[.location] == "/")
            let signedIn = try await browser.signIn()
            #expect(signedIn.status == .found && signedIn.headers[.location] == "/index/")
            let index = try await browser.get("/index/")
            for text in ["Ada", "Lovelace", "ada@example.com", "<dd><bdi>1</bdi></dd>"] {
                #expect(index.body.contains(text))
            }
            for path in ["/signin/", "/signup/"] {
                #expect(try await browser.get(path).headers[.location] == "/index/")
                #expect(try await browser.submit(path, ada).headers[.location] == "/index/")
            }
            #expect(try await browser.get("/hello").body == "Hello Ada")
            #expect(try await browser.submit("/signout/").headers[.location] == "/")
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")

            let user = try #require(try await gatehouse.accounts.documents.find(1))
            #expect(user.email == "ada@example.com" && user.firstName == "Ada" && user.lastName == "Lovelace")
            #expect(user.password.text.hasPrefix("argon2$argon2id$"))
            let lastSignin = try #require(user.lastSigninDate)
            #expect(lastSignin >= user.signupDate)
            let counter = try await gatehouse.mongo.collection("counter").findOne([:])
            #expect(counter == ["_id": "users", "sequence": 1])
        }
    }

    @Test("U5: an address is stored in one form and shown in its own script; a name keeps a letter without a capital")
    func spelling() async throws {
        try await withSite { gatehouse, router in
            let browser = TestBrowser(router)
            try await browser.get("/signup/")
            let typed = ["email": "\u{200B}Ann@MÜNCHEN.example\u{FEFF}", "first_name": "ßen"]
            #expect(try await browser.submit("/signup/", ada.merging(typed) { $1 }).headers[.location] == "/index/")
            let page = try await browser.get("/index/")
            #expect(page.body.contains("ann@münchen.example") && page.body.contains("ßen"))
            #expect(!page.body.contains("xn--"))
            let user = try #require(try await gatehouse.accounts.documents.find(1))
            #expect(user.email == "ann@xn--mnchen-3ya.example" && user.firstName == "ßen")
            try await browser.submit("/signout/")
            for email in ["ann@xn--mnchen-3ya.example", "ann@münchen.example.", "\u{A0}ANN@münchen.example\u{A0}"] {
                #expect(try await browser.signIn(["email": email]).headers[.location] == "/index/")
                try await browser.get("/index/")
                try await browser.submit("/signout/")
            }
        }
    }

    @Test("a standalone server does as well as a replica set")
    func standalone() async throws {
        try await withSite(server: .standalone) { gatehouse, router in
            let browser = TestBrowser(router)
            #expect(try await browser.signUp().status == .found)
            #expect(try await browser.signUp().status == .unprocessableContent)
            #expect(try await browser.signIn().status == .found)
            #expect(try await browser.get("/hello").body == "Hello Ada")
            try await browser.get("/index/")
            #expect(try await browser.submit("/signout/").status == .found)
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            let hello = try await gatehouse.mongo.run(["hello": 1])
            #expect(hello["setName"] == nil)
        }
    }

    @Test("what is wrong stands beside its field, and what was typed is kept, but no password")
    func failures() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            let cases: [([String: String], String, String)] = [
                (["password_retype": "other"], "id_password_retype_error", "The two passwords do not match."),
                ([:], "id_email_error", "Email is already registered"),
                (["password": "short", "password_retype": "short"], "id_password_error", "at least 8 characters"),
                (["email": "no address"], "id_email_error", "Enter a valid email address."),
                (["first_name": ""], "id_first_name_error", "This field is required."),
            ]
            for (changes, id, message) in cases {
                let page = try await browser.signUp(changes)
                #expect(page.status == .unprocessableContent)
                #expect(page.body.contains(#"<ul class="errorlist" id="\#(id)"><li>"#) && page.body.contains(message))
                #expect(page.body.contains(#"value="Lovelace""#))
                #expect(!page.body.contains("correct horse") && !page.body.contains("short\""))
            }
            let page = try await browser.signUp([
                "email": "x", "password": "1", "password_retype": "2", "last_name": "",
            ])
            #expect(page.body.matches(of: #/aria-invalid="true"/#).count == 4)
        }
    }

    @Test("S1: unknown, wrong and malformed get the same answer")
    func alike() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            var pages: [String] = []
            for email in ["ada@example.com", "eve@example.com"] {
                let page = try await browser.signIn(["email": email, "password": "wrong password"])
                #expect(page.status == .unprocessableContent)
                pages.append(
                    page.body.replacing(email, with: "EMAIL").replacing(#/value="[A-Za-z0-9]{64}"/#, with: "TOKEN"))
            }
            #expect(pages[0] == pages[1])
            #expect(pages[0].contains("Email and password do not match."))
            #expect(try await browser.signIn(["email": "nonsense"]).status == .unprocessableContent)
        }
    }

    @Test("names are capitalised, an empty one does no harm")
    func names() async throws {
        try await withSite { gatehouse, router in
            let browser = TestBrowser(router)
            #expect(try await browser.signUp(["first_name": "élodie", "last_name": "van Gogh"]).status == .found)
            let user = try await gatehouse.accounts.documents.find(1)
            #expect(user?.firstName == "Élodie" && user?.lastName == "Van Gogh")
            #expect(try await browser.signUp(["first_name": "", "last_name": " "]).status == .unprocessableContent)
        }
    }

    @Test("H3: other methods get 405 with the ones that fit")
    func methods() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            for path in ["/signin/", "/signup/"] {
                for method in [HTTPRequest.Method.put, .delete, .patch, .options, .trace] {
                    let page = try await browser.send(method, path)
                    #expect(page.status == .methodNotAllowed && page.headers[.allow] == "GET, HEAD, POST")
                }
            }
            #expect(try await browser.get("/signout/").headers[.allow] == "POST")
            #expect(try await browser.send(.post, "/index/").status == .methodNotAllowed)
            let head = try await browser.send(.head, "/signin/")
            #expect(head.status == .ok && head.body.isEmpty)
        }
    }

    /// As many hashes may wait as a test asks for at once, for as long as a busy machine takes.
    private static func patient(_ settings: inout GatehouseSettings) {
        settings.throttles.signUp = nil
        (settings.hashing.maximumWaiting, settings.hashing.patience) = (1000, .seconds(600))
    }

    @Test("R6: 200 parallel sign-ups of one address make one document")
    func oneAddress() async throws {
        try await withSite(change: Self.patient) { gatehouse, router in
            let statuses = try await signUpInParallel(router) { _ in "One@Example.com" }
            #expect(statuses.count { $0 == .found } == 1)
            #expect(statuses.count { $0 == .unprocessableContent } == 199)
            #expect(try await gatehouse.mongo.collection("users").deleteMany([:]) == 1)
        }
    }

    @Test("R7: 200 parallel sign-ups of different addresses get 200 keys")
    func manyAddresses() async throws {
        try await withSite(change: Self.patient) { gatehouse, router in
            let statuses = try await signUpInParallel(router) { "user\($0)@example.com" }
            #expect(statuses.allSatisfy { $0 == .found })
            var keys: Set<Int> = []
            for number in 0..<200 {
                let user = try await gatehouse.accounts.documents.first("email", equals: "user\(number)@example.com")
                if let id = user?.id { keys.insert(id) }
            }
            #expect(keys == Set(1...200))
        }
    }

    private func signUpInParallel(
        _ router: Router<GatehouseContext<User>>, _ email: @escaping @Sendable (Int) -> String
    ) async throws -> [HTTPResponse.Status] {
        let browsers = (0..<200).map { _ in TestBrowser(router) }
        return try await withThrowingTaskGroup(of: HTTPResponse.Status.self) { group in
            for (number, browser) in browsers.enumerated() {
                group.addTask { try await browser.signUp(["email": email(number)]).status }
            }
            return try await group.reduce(into: []) { $0.append($1) }
        }
    }

    @Test("a page for people who signed in sends others to sign in, and back")
    func requiring() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            let refused = try await browser.get("/hello?a=b&c=d")
            #expect(refused.headers[.location] == "/signin/?next=/hello%3Fa%3Db%26c%3Dd")
            #expect(try await browser.get("/hello", headers: [.accept: "application/json"]).status == .unauthorized)
            let form = try await browser.get("/signin/?next=/hello%3Fa%3Db")
            #expect(form.body.contains(#"name="next" value="/hello?a=b""#))
            let back = try await browser.submit("/signin/", credentials.merging(["next": "/hello?a=b"]) { $1 })
            #expect(back.headers[.location] == "/hello?a=b")
        }
    }

    @Test(
        "G1: next never leads off the site",
        arguments: [
            "//evil.example", "https://evil.example", "/\\evil.example", "javascript:alert(1)", "/a\r\nb", "\\/x",
        ])
    func next(target: String) async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            #expect(try await browser.signIn(["next": target]).headers[.location] == "/index/")
        }
    }

    @Test("health needs no store, readiness does")
    func health() async throws {
        try await withSite { gatehouse, router in
            let browser = TestBrowser(router)
            #expect(try await browser.get("/healthz").status == .ok)
            try await browser.waitUntilReady()
            try await gatehouse.mongo.run(["dropIndexes": "users", "index": "*"])
            #expect(try await browser.get("/readyz").status == .serviceUnavailable)
            #expect(try await browser.get("/healthz").headers[.vary] == nil)
        }
    }
}
