import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@Suite("Queries and bodies")
struct BodyKindTests {
    private static let form = "email=ada%40example.com&password=wrong"

    @Test(
        "what a page does not ask for does not matter in a query, whatever it is",
        arguments: ["utm_source=100%", "a=%FF", "%=1", "x=%00&y", "a=1&a=2&utm=%zz"])
    func query(query: String) async throws {
        try await withSite(server: .standalone) { _, router in
            let plain = try await TestBrowser(router).get("/signin/?\(query)")
            #expect(plain.status == .ok)
            let page = try await TestBrowser(router).get("/signin/?\(query)&next=/hello")
            #expect(page.status == .ok && page.body.contains("value=\"/hello\""))
        }
    }

    @Test("I3: what a page asks for must be readable", arguments: ["next=%", "next=%00", "next=/a&next=/b"])
    func brokenQuery(query: String) async throws {
        try await withSite(server: .standalone) { _, router in
            let page = try await TestBrowser(router).get("/signin/?\(query)")
            #expect(page.status == .badRequest)
        }
    }

    @Test(
        "a body of a kind that is not read is 415 and says what is read",
        arguments: [
            [HTTPField.Name.contentType: "multipart/form-data; boundary=x"],
            [.contentType: "application/vnd.api+json"], [.contentType: "text/plain"],
            [.contentType: "application/json", .contentEncoding: "gzip"],
            [.contentType: "application/x-www-form-urlencoded; charset=utf-16"], [.contentLength: "40"],
        ] as [[HTTPField.Name: String]])
    func unread(headers: [HTTPField.Name: String]) async throws {
        try await withSite(server: .standalone) { _, router in
            for accept in ["text/html", "application/json"] {
                var fields: HTTPFields = [.secFetchSite: "same-origin", .accept: accept]
                for (name, value) in headers { fields[name] = value }
                let page = try await TestBrowser(router).send(.post, "/signin/", headers: fields, body: Self.form)
                #expect(page.status == .unsupportedMediaType)
                #expect(page.headers[HTTPField.Name("Accept-Post")!]?.contains("application/json") == true)
            }
        }
    }

    @Test("an empty body is no body of a kind that is not read")
    func empty() async throws {
        try await withSite(server: .standalone) { _, router in
            let headers: HTTPFields = [
                .secFetchSite: "same-origin", .contentType: "text/plain", .contentLength: "0",
            ]
            let page = try await TestBrowser(router).send(.post, "/signout/", headers: headers)
            #expect(page.status == .found)
        }
    }

    @Test(
        "a form and JSON are read with a set of characters that is UTF-8's, and JSON with a byte-order mark",
        arguments: [
            ("application/x-www-form-urlencoded;charset=UTF-8", form),
            ("Application/JSON; charset=\"utf-8\"", #"{"email":"ada@example.com","password":"wrong"}"#),
            ("application/json", "\u{FEFF}" + #"{"email":"ada@example.com","password":"wrong"}"#),
        ])
    func read(type: String, body: String) async throws {
        try await withSite(server: .standalone) { _, router in
            let headers: HTTPFields = [.secFetchSite: "same-origin", .contentType: type]
            let page = try await TestBrowser(router).send(.post, "/signin/", headers: headers, body: body)
            #expect(page.status == .unprocessableContent && page.body.contains("value=\"ada@example.com\""))
        }
    }
}

extension HTTPField.Name {
    fileprivate static let secFetchSite = Self("Sec-Fetch-Site")!
}
