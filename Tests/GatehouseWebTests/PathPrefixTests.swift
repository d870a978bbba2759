import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@Suite("A site behind a prefix of paths")
struct PathPrefixTests {
    @Test("all that leads somewhere begins with the prefix: links, forms, files, redirects, mails, JSON, OpenAPI")
    func links() async throws {
        try await withPeople {
            $0.web.pathPrefix = "/accounts"
        } _: { site in
            let browser = TestBrowser(site.router)
            for path in ["/signin/", "/signup/", "/password/reset/", "/nowhere/"] {
                let body = try await browser.get(path).body
                #expect(outside(body).isEmpty, "\(path): \(outside(body))")
                #expect(body.contains("/accounts/static/"))
            }
            #expect(try await browser.get("/").headers[.location] == "/accounts/index/")
            #expect(try await browser.get("/index/").headers[.location] == "/accounts/signin/")
            #expect(
                try await browser.get("/devices/?a=b").headers[.location]
                    == "/accounts/signin/?next=/accounts/devices/%3Fa%3Db")
            try await browser.get("/signup/")
            #expect(
                try await browser.submit("/signup/", PeopleSite.mia).headers[.location]?.hasPrefix("/accounts/") == true
            )
            let (mail, path) = try await site.mail()
            #expect(path.hasPrefix("/accounts/email/verify/"))
            #expect(mail.html?.contains("https://people.example/accounts\"") == true)
            for path in [
                "/index/", "/devices/", "/profile/", "/password/change/", "/email/change/", "/account/delete/",
            ] {
                let body = try await browser.get(path).body
                #expect(outside(body).isEmpty, "\(path): \(outside(body))")
            }
            let openAPI = try await browser.json("/openapi.json").value
            #expect(openAPI["servers"] == [["url": "/accounts"]] && openAPI["paths"]?["/signin/"] != nil)
            let done = try await browser.post(json: [:], to: "/signout/").value
            #expect(done["next"]?.string?.hasPrefix("/accounts/") == true)
        }
    }

    /// The links of a page that lead out of the prefix.
    private func outside(_ body: String) -> [Substring] {
        body.matches(of: #/(?:href|src|action)="(/[^"]*)"/#).map(\.1).filter { !$0.hasPrefix("/accounts/") }
    }

    @Test("another site of the host may be where somebody wanted to go, another host not")
    func next() async throws {
        try await withPeople {
            $0.web.pathPrefix = "/accounts"
        } _: { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            try await browser.submit("/signup/", PeopleSite.mia)
            try await browser.get("/index/")
            try await browser.submit("/signout/")
            for (next, expected) in [
                ("/shop/", "/shop/"), ("//evil.example/", "/accounts/index/"), ("", "/accounts/index/"),
            ] {
                try await browser.get("/signin/")
                let answer = try await browser.submit(
                    "/signin/", ["email": "mia@example.com", "password": "correct horse", "next": next])
                #expect(answer.headers[.location] == expected)
                try await browser.get("/index/")
                try await browser.submit("/signout/")
            }
        }
    }

    @Test(
        "a prefix that no path can have is refused at the start", arguments: ["accounts", "/accounts/", "/a b", "//a"])
    func refused(prefix: String) async throws {
        await #expect(throws: OriginError.invalidPrefix) {
            try await withPeople {
                $0.web.pathPrefix = prefix
            } _: { _ in
            }
        }
    }

    @Test("a prefix with which a page's own path begins is refused at the start")
    func ambiguous() async throws {
        await #expect(throws: OriginError.ambiguousPrefix) {
            try await withPeople {
                $0.web.pathPrefix = "/password"
            } _: { _ in
            }
        }
    }

    @Test("the server takes requests with the prefix, and those from which a proxy took it away")
    func both() async throws {
        try await withPeople {
            $0.web.pathPrefix = "/accounts"
        } _: { site in
            try await withServer(site.router, site.gatehouse.server) { port in
                for path in ["/accounts/signin/", "/signin/"] {
                    let answer = try await exchange(
                        "GET \(path) HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n", port: port)
                    #expect(answer.hasPrefix("HTTP/1.1 200 ") && answer.contains("action=\"/accounts/signin/\""))
                }
            }
        }
    }
}
