import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

/// An account with all that pages can make use of.
struct Person: Account, LanguageHolder {
    static let collection = "people"
    var id: ObjectID?
    var email: String
    var password: PasswordHash
    var nickname: String
    var shoeSize: Int?
    var lastSigninDate: Date?
    var emailVerifiedDate: Date?
    var language: String?

    static let schema = Schema<Person> {
        PrimaryKey(\.id, .objectID)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("nickname", \.nickname, .required, .plainLine, .length(2...20), .unique)
        Field("shoe_size", \.shoeSize, .range(10...60))
        Field("last_signin_date", \.lastSigninDate)
        Field("email_verified_date", \.emailVerifiedDate)
        Field("language", \.language)
    }
}

/// A site of people who get mail.
struct PeopleSite {
    let gatehouse: Gatehouse<Person>
    let router: Router<GatehouseContext<Person>>
    let outbox: MemoryMailTransport

    static let mia = [
        "email": "mia@example.com", "password": "correct horse", "password_retype": "correct horse", "nickname": "mia",
        "shoe_size": "38",
    ]

    /// Takes the next mail to an address, and the path of its link.
    func mail(to address: String = "mia@example.com") async throws -> (message: MailMessage, path: String) {
        let message = try await outbox.next(to: address)
        let line = message.text.split(separator: "\n").first { $0.hasPrefix("https://people.example/") } ?? ""
        return (message, String(line.dropFirst("https://people.example".count)))
    }

    /// A browser in which somebody made an account and signed in, and the verification's mail read.
    func signedIn(_ changes: [String: String] = [:]) async throws -> TestBrowser {
        let browser = TestBrowser(router)
        let fields = Self.mia.merging(changes) { $1 }
        try await browser.get("/signup/")
        try #require(try await browser.submit("/signup/", fields).status == .found)
        _ = try await mail(to: fields["email"] ?? "")
        // The token of a page of the account's own.
        try #require(try await browser.get("/index/").status == .ok)
        return browser
    }

    func signIn(_ browser: TestBrowser, _ fields: [String: String] = mia) async throws {
        guard try await browser.get("/signin/").status == .ok else {
            try #require(try await browser.get("/index/").body.contains(fields["email"] ?? ""))
            return
        }
        let answer = try await browser.submit(
            "/signin/", ["email": fields["email"] ?? "", "password": fields["password"] ?? ""])
        try #require(answer.headers[.location] == "/index/")
    }
}

func withPeople(
    change: (inout GatehouseConfiguration) -> Void = { _ in }, _ body: (PeopleSite) async throws -> Void
) async throws {
    var configuration = GatehouseConfiguration(mongoURL: "", keys: SecretKeys("a key for tests only"))
    configuration.mongo = try await TestMongo.configuration(on: .standalone)
    configuration.hashers = [Argon2Hasher.forTests]
    configuration.hashing.patience = .seconds(60)
    configuration.web.isHTTPS = false
    configuration.web.origin = "https://people.example"
    configuration.web.allowedHosts = ["localhost"]
    configuration.web.accountFields = ["nickname", "shoe_size"]
    let outbox = MemoryMailTransport()
    configuration.mail = MailSettings(outbox, from: try #require(MailAddress("no-reply@people.example")))
    change(&configuration)
    let gatehouse = try await Gatehouse(Person.self, configuration)
    do {
        let router = Router(context: GatehouseContext<Person>.self)
        gatehouse.addMiddleware(to: router)
        gatehouse.addPages(to: router)
        try await body(PeopleSite(gatehouse: gatehouse, router: router, outbox: outbox))
        try await gatehouse.mongo.run(["dropDatabase": 1])
        try await gatehouse.shutdown()
    } catch {
        try? await gatehouse.shutdown()
        throw error
    }
}

extension TestBrowser {
    /// Asks as a program does.
    func json(_ path: String) async throws -> (page: Page, value: JSONValue) {
        let page = try await get(path, headers: [.accept: "application/json"])
        return (page, JSONValue(page.body) ?? .null)
    }

    /// Sends an object as a program does, with the token of the last page it asked for.
    func post(
        json object: JSONValue, to path: String, token: String? = nil
    ) async throws -> (page: Page, value: JSONValue) {
        var token = token
        if token == nil { token = try await json("/signin/").value["csrf_token"]?.string }
        if token == nil { token = try await json("/index/").value["csrf_token"]?.string }
        var headers: HTTPFields = [.accept: "application/json", .contentType: "application/json"]
        headers[.csrfToken] = token
        let page = try await send(.post, path, headers: headers, body: object.text)
        return (page, JSONValue(page.body) ?? .null)
    }
}

extension HTTPField.Name {
    static let csrfToken = Self("X-CSRFToken")!
}
