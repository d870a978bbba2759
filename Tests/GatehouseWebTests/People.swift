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
    let site: TestSite<GatehouseContext<Person>>
    var gatehouse: Gatehouse<Person> { site.gatehouse }
    var router: Router<GatehouseContext<Person>> { site.router }
    var outbox: MemoryMailTransport { site.mail }

    static let mia = [
        "email": "mia@example.com", "password": "correct horse", "password_retype": "correct horse", "nickname": "mia",
        "shoe_size": "38",
    ]

    /// Takes the next mail to an address, and the path of its link.
    func mail(to address: String = "mia@example.com") async throws -> (message: MailMessage, path: String) {
        let (message, path) = try await site.nextMail(to: address)
        return (message, path ?? "")
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
    change: (inout GatehouseSettings) -> Void = { _ in }, _ body: (PeopleSite) async throws -> Void
) async throws {
    let sender = try #require(MailAddress("no-reply@people.example"))
    try await TestSite.run(
        Person.self, in: .mongo(.standalone),
        configure: { settings in
            settings.web.origin = "https://people.example"
            settings.web.allowedHosts = ["localhost"]
            settings.web.accountFields = ["nickname", "shoe_size"]
            settings.mail?.from = sender
            change(&settings)
        }
    ) { try await body(PeopleSite(site: $0)) }
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
