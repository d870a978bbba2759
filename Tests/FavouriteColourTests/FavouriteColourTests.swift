import FavouriteColour
import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

/// Accounts with the fewest fields.
struct Person: Account {
    static let collection = "people"
    var id: UUID?
    var email: String
    var password: PasswordHash
    var lastSigninDate: Date?
    var signupDate: Date

    static let schema = Schema<Person> {
        PrimaryKey(\.id, .uuid)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("last_signin_date", \.lastSigninDate)
        Field("signup_date", \.signupDate, .initially { Date() })
    }
}

@Suite("A feature of an application's own")
struct FavouriteColourTests {
    private typealias Site = TestSite<GatehouseContext<Person>>

    private func withSite(
        in place: TestPlace = .memory, _ adjust: (inout GatehouseSettings) -> Void = { _ in },
        @FeatureBuilder<Person> features: @Sendable () -> [any Feature<Person>] = { [FavouriteColour()] },
        _ body: (Site) async throws -> Void
    ) async throws {
        try await TestSite.run(
            Person.self, in: place,
            configure: {
                $0.web.accountFields = []
                adjust(&$0)
            }, features: features, body)
    }

    private func signIn(_ site: Site) async throws -> (TestBrowser, TestBrowser.Page) {
        let ada = "ada@example.com"
        if try await site.gatehouse.accounts.find(email: ada) == nil { try await site.signUp(ada) }
        let browser = site.browser()
        return (browser, try await site.signIn(ada, in: browser))
    }

    @Test("its step is asked before anybody is signed in, its page takes the answer, and the gate goes on")
    func step() async throws {
        try await withSite { site in
            let (browser, answer) = try await signIn(site)
            #expect(answer.headers[.location] == "/favourite-colour/")
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            #expect(try await browser.get("/favourite-colour/").body.contains("<h1>Favourite colour</h1>"))
            let missing = try await browser.submit("/favourite-colour/", ["colour": ""])
            #expect(missing.status == .unprocessableContent && missing.body.contains("This field is required."))
            let told = try await browser.submit("/favourite-colour/", ["colour": "green"])
            #expect(told.headers[.location] == "/index/")
            let page = try await browser.get("/index/").body
            #expect(page.contains("<a href=\"/favourite-colour/\">Favourite colour</a>"))
            let (_, again) = try await signIn(site)
            #expect(again.headers[.location] == "/index/")
        }
    }

    @Test("its texts are there in the languages that it brings, and its page is closed to strangers")
    func texts() async throws {
        try await withSite { site in
            let stranger = try await site.browser().get("/favourite-colour/")
            #expect(stranger.status == .unauthorized)
            let (browser, _) = try await signIn(site)
            let german = try await browser.get("/favourite-colour/", headers: [.acceptLanguage: "de"])
            #expect(german.body.contains("<h1>Lieblingsfarbe</h1>"))
        }
    }

    @Test("what it keeps is the owner's to take away, and goes with the account")
    func record() async throws {
        try await withSite { site in
            let (browser, _) = try await signIn(site)
            try await browser.get("/favourite-colour/")
            try await browser.submit("/favourite-colour/", ["colour": "green"])
            let ada = try #require(try await site.gatehouse.accounts.find(email: "ada@example.com"))
            let export = try await site.gatehouse.lifecycle.export(of: ada)
            #expect(export[path: "data", "favourite_colour"]?.string == "green")
            #expect(try await site.gatehouse.run(command: ["colours"]) == "1 told their favourite colour")
            _ = try await site.gatehouse.administration.delete(ada)
            #expect(try await site.gatehouse.run(command: ["colours"]) == "0 told their favourite colour")
        }
    }

    @Test("a page that is moved or off is so for a feature's page, too")
    func paths() async throws {
        try await withSite({ $0.web.pages[.favouriteColour] = "/colour/" }) { site in
            let (browser, answer) = try await signIn(site)
            #expect(answer.headers[.location] == "/colour/")
            #expect(try await browser.get("/colour/").status == .ok)
        }
        try await withSite({ $0.web.pages[.favouriteColour] = nil }) { site in
            let (browser, answer) = try await signIn(site)
            #expect(answer.headers[.location] == "/index/")
            #expect(try await browser.get("/favourite-colour/").status == .notFound)
            #expect(try await !browser.get("/index/").body.contains("colour"))
        }
    }

    @Test("a site that does not name it has nothing of it")
    func unnamed() async throws {
        try await withSite(in: .mongo(.standalone), features: {}) { site in
            let (browser, answer) = try await signIn(site)
            #expect(answer.headers[.location] == "/index/")
            #expect(try await browser.get("/favourite-colour/").status == .notFound)
            let names = try await site.gatehouse.mongo.run(["listCollections": 1, "nameOnly": true])
            #expect(!"\(names)".contains("favourite_colours"))
            await #expect(throws: FeatureError.self) { try await site.gatehouse.run(command: ["colours"]) }
        }
    }

    @Test("features that do not fit each other are refused at the start")
    func conflicts() async throws {
        let other = InlineFeature<Person>("other") { _, parts in
            parts.pages = [Page(PageName("other", at: "/profile/"), summary: "Other", get: { $0.done("/") })]
        }
        let error = await #expect(throws: FeatureError.self) {
            try await withSite(features: { other }) { _ in }
        }
        #expect(error?.description == "two pages have the path /profile/; move one with pages[.other]")
        await #expect(throws: FeatureError.self) {
            try await withSite(features: {
                FavouriteColour()
                FavouriteColour()
            }) { _ in }
        }
    }

    @Test("a step and a record stand for themselves; what a feature hears of and offers at sign-in is there")
    func parts() async throws {
        let told = Flag()
        try await withSite(features: {
            FavouriteColour()
            AccountRecord<Person>("shoes") { _, _ in
                42
            } erase: { _ in
            }
            InlineFeature<Person>("parts") { _, parts in
                let page = PageName("other_way", at: "/other-way/")
                let script = StaticFile(
                    Array("1".utf8), name: "parts", ending: "js", contentType: "text/javascript; charset=utf-8")
                parts.files = ["parts": script]
                parts.pages = [
                    Page(page, summary: "Another way in", get: { $0.done("/") }) { context in
                        let ada = try await context.site.accounts.find(email: "ada@example.com")
                        return try await context.signIn(try context.site.accounts.proof(of: ada!))
                    }
                ]
                parts.waysIn = [WayIn("Sign in otherwise", page)]
                parts.handlers = [.awaited { if $0.kind == .created { told.set() } }]
            }
        }) { site in
            let (_, _) = try await signIn(site)
            #expect(told.isSet)
            let browser = site.browser()
            #expect(try await browser.get("/signin/").body.contains("Sign in otherwise</button>"))
            #expect(try await browser.submit("/other-way/", [:]).headers[.location] == "/favourite-colour/")
            let ada = try #require(try await site.gatehouse.accounts.find(email: "ada@example.com"))
            #expect(try await site.gatehouse.lifecycle.export(of: ada)[path: "data", "shoes"]?.integer == 42)
        }
    }
}

private final class Flag: Sendable {
    private let value = Mutex(false)
    var isSet: Bool { value.withLock { $0 } }
    func set() { value.withLock { $0 = true } }
}
