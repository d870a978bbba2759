import Gatehouse
import GatehouseTesting
import Hummingbird
import Testing

@testable import TermsExample

@Suite("A step of an application's own: terms to accept")
struct TermsTests {
    private typealias Site = TestSite<GatehouseContext<User>>

    private func withTerms(_ body: (Site) async throws -> Void) async throws {
        try await TestSite.run(
            configure: Terms.configure, features: { AcceptTerms() }, router: makeRouter, body)
    }

    private func accepted(_ site: Site) async throws -> Int? {
        try #require(try await site.gatehouse.accounts.find(email: "ada@example.com")).acceptedTerms
    }

    @Test("nobody is signed in before they accept, which is asked once and leads to the page that was wanted")
    func accept() async throws {
        try await withTerms { site in
            try await site.signUp("ada@example.com")
            let browser = site.browser()
            try await browser.get("/signin/?next=/profile/")
            let credentials = ["email": "ada@example.com", "password": Site.password, "next": "/profile/"]
            let answer = try await browser.submit("/signin/", credentials)
            #expect(answer.headers[.location] == "/terms/?next=/profile/")
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            #expect(try await browser.get("/terms/?next=/profile/").body.contains("Be kind to each other."))
            #expect(try await accepted(site) == nil)
            #expect(try await browser.submit("/terms/", ["next": "/profile/"]).headers[.location] == "/profile/")
            #expect(try await browser.get("/index/").body.contains("ada@example.com"))
            #expect(try await accepted(site) == AcceptTerms.version)
            #expect(try await site.signIn("ada@example.com", in: site.browser()).headers[.location] == "/index/")
        }
    }

    @Test("a sign-up accepts them, too; older ones are asked for again")
    func older() async throws {
        try await withTerms { site in
            let browser = site.browser()
            try await browser.get("/signup/")
            let form = ["email": "ada@example.com", "password": Site.password, "password_retype": Site.password]
            // A visitor cannot say so in the form.
            let made = try await browser.submit("/signup/", form.merging(["accepted_terms": "2"]) { $1 })
            #expect(made.headers[.location] == "/terms/")
            var ada = try #require(try await site.gatehouse.accounts.find(email: "ada@example.com"))
            try await site.gatehouse.accounts.documents.update(&ada) { $0.acceptedTerms = AcceptTerms.version - 1 }
            #expect(try await site.signIn("ada@example.com", in: site.browser()).headers[.location] == "/terms/")
        }
    }

    @Test("the page is for whoever waits at it")
    func strangers() async throws {
        try await withTerms { site in
            let browser = site.browser()
            #expect(try await browser.get("/terms/").headers[.location] == "/signin/")
            try await browser.get("/signin/")
            #expect(try await browser.submit("/terms/", [:]).headers[.location] == "/signin/")
        }
    }
}
