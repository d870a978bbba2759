import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import NIOCore
import Testing

@testable import GatehouseWeb

/// A context of an application's own, with what it keeps and how it reads requests.
private struct ShopContext: GatehouseRequestContext {
    var coreContext: CoreRequestContextStorage
    let visit: Visit<Person>
    var shop = "acme"
    var maxUploadSize: Int { 100 }
    var requestDecoder: URLEncodedFormDecoder { URLEncodedFormDecoder() }

    init(source: ApplicationRequestContextSource) {
        coreContext = CoreRequestContextStorage(source: source)
        visit = Visit(address: source.channel.remoteAddress?.ipAddress)
    }
}

@Suite("Routes of an application's own")
struct OwnRouteTests {
    private typealias Site = TestSite<GatehouseContext<Person>>

    private func configure(_ settings: inout GatehouseSettings) {
        settings.web.accountFields = ["nickname"]
    }

    /// A browser, and the headers with which a program of the site's own sends something.
    private func program(_ site: Site, _ type: String) async throws -> (TestBrowser, HTTPFields) {
        let browser = site.browser()
        try await browser.get("/signin/")
        return (
            browser, [.contentType: type, .csrfToken: try #require(browser.cookies["csrftoken"])]
        )
    }

    @Test("F1: with the token in the header any body comes to the route as it was sent, however long")
    func bodies() async throws {
        try await TestSite.run(Person.self, configure: configure) { site in
            site.router.post("orders") { request, _ in
                var request = request
                let body = try await request.collectBody(upTo: 1_000_000)
                return "\(body.readableBytes) \(String(buffer: body).prefix(40))"
            }
            let list = #"{"items": [1, 2.5, {"a": null}], "note": "x"}"#
            for (type, body) in [
                ("application/json", list), ("application/json", "[1.5]"), ("application/json", "not JSON"),
                ("application/json", "[\"\(String(repeating: "x", count: 200_000))\"]"),
                ("application/x-www-form-urlencoded", "a=\(String(repeating: "x", count: 200_000))"),
                ("application/x-www-form-urlencoded", "a=1&a=2&%"), ("application/octet-stream", "\u{0}\u{1}"),
            ] {
                let (browser, headers) = try await program(site, type)
                let answer = try await browser.send(.post, "/orders", headers: headers, body: body)
                #expect(answer.status == .ok && answer.body == "\(body.utf8.count) \(body.prefix(40))", "\(type)")
            }
        }
    }

    @Test("F1: without the header a form is looked at for its token and handed on; what is no form of ours has none")
    func forms() async throws {
        try await TestSite.run(Person.self, configure: configure) { site in
            site.router.post("orders") { request, context in
                var request = request
                let body = try await request.collectBody(upTo: 1_000_000)
                let item = try await context.visit.formData(request).single("item") ?? ""
                return "\(item) \(String(buffer: body).contains("item=tea"))"
            }
            let browser = site.browser()
            try await browser.get("/signin/")
            #expect(try await browser.submit("/orders", ["item": "tea"]).body == "tea true")
            for (type, body) in [
                ("application/json", "[1.5]"), ("application/json", "{"), ("application/json", "{}"),
                ("application/x-www-form-urlencoded", "a=1&a=2"), ("text/plain", "csrfmiddlewaretoken=x"),
            ] {
                let answer = try await browser.send(.post, "/orders", headers: [.contentType: type], body: body)
                #expect(answer.status == .forbidden, "\(type) \(body)")
            }
        }
    }

    @Test("what an application answers by an error of its own stays as it is")
    func ownErrors() async throws {
        struct SoldOut: HTTPResponseError {
            var status: HTTPResponse.Status { .conflict }
            func response(from request: Request, context: some RequestContext) -> Response {
                Response(
                    status: status, headers: [.contentType: "application/json"],
                    body: ResponseBody(byteBuffer: ByteBuffer(string: #"{"sold_out": 7}"#)))
            }
        }
        try await TestSite.run(Person.self, configure: configure) { site in
            site.router.get("open") { _, _ -> String in throw SoldOut() }
            site.router.group("closed", requiring: .signedIn).get { _, _ -> String in throw SoldOut() }
            let mia = try await site.signedIn("mia@example.com", ["nickname": "mia"])
            for path in ["/open", "/closed"] {
                for accept in ["text/html", "application/json"] {
                    let answer = try await mia.get(path, headers: [.accept: accept])
                    #expect(answer.status == .conflict && answer.body == #"{"sold_out": 7}"#)
                    #expect(answer.headers[.contentType] == "application/json")
                }
            }
        }
    }

    @Test("a form that is too large is told so, in a page and as a problem")
    func tooLarge() async throws {
        try await TestSite.run(Person.self, configure: configure) { site in
            let browser = site.browser()
            let form = "email=" + String(repeating: "a", count: 70_000)
            let headers: HTTPFields = [.contentType: "application/x-www-form-urlencoded"]
            let page = try await browser.send(.post, "/signin/", headers: headers, body: form)
            #expect(page.status == .contentTooLarge && page.body.contains("<h1>Too much</h1>"), "\(page.body)")
            var wanted = headers
            wanted[.accept] = "application/json"
            let problem = try await browser.send(.post, "/signin/", headers: wanted, body: form)
            #expect(problem.status == .contentTooLarge)
            #expect(problem.headers[.contentType] == "application/problem+json")
            #expect(problem.body.contains("What was sent is larger than this page takes."))
        }
    }

    @Test("a group keeps what the context around it has, and groups go within groups")
    func groups() async throws {
        struct Item: Decodable { let item: String }
        try await TestSite<ShopContext>.run(
            configure: configure,
            router: { gatehouse in
                let router = Router(context: ShopContext.self)
                gatehouse.addMiddleware(to: router)
                gatehouse.addPages(to: router)
                let orders = router.group("orders", requiring: .signedIn)
                orders.post { request, context in
                    let item = try await request.decode(as: Item.self, context: context).item
                    return "\(item) at \(context.parent.shop) for \(context.user.nickname)"
                }
                orders.group("large", requiring: .condition { $0.shoeSize == nil }).get { _, context in
                    "\(context.user.nickname) at \(context.parent.parent.shop), \(try await context.session.keys.count > 0)"
                }
                orders.group("none", requiring: .condition { $0.shoeSize != nil }).get { _, _ in "in" }
                return router
            }
        ) { site in
            let mia = try await site.signedIn("mia@example.com", ["nickname": "mia"])
            try await mia.get("/index/")
            #expect(try await mia.submit("/orders", ["item": "tea"]).body == "tea at acme for mia")
            let long = try await mia.submit("/orders", ["item": String(repeating: "x", count: 200)])
            #expect(long.status == .contentTooLarge)
            #expect(try await mia.get("/orders/large").body == "mia at acme, true")
            #expect(try await mia.get("/orders/none").status == .forbidden)
            #expect(try await site.browser().get("/orders/large").headers[.location] == "/signin/?next=/orders/large")
        }
    }

    @Test("people are sent where the application signs them in, and nowhere where nobody can sign in")
    func signInPath() async throws {
        for (path, location) in [("/welcome", "/welcome?next=/orders"), (nil, nil)] {
            try await TestSite.run(
                Person.self,
                configure: {
                    configure(&$0)
                    $0.web.pages[.signIn] = nil
                    $0.web.signInAddress = path.flatMap { SignInAddress($0) }
                }
            ) { site in
                site.router.group("orders", requiring: .signedIn).get { _, _ in "in" }
                let answer = try await site.browser().get("/orders")
                #expect(answer.headers[.location] == location)
                #expect(answer.status == (path == nil ? .unauthorized : .found))
                let root = try await site.browser().get("/index/")
                #expect(root.headers[.location].map { $0.hasPrefix("/welcome") } ?? (root.status == .unauthorized))
            }
        }
    }

    @Test("a document that breaks its rules in a route is 422, with what is wrong by field")
    func rules() async throws {
        try await TestSite.run(Person.self, configure: configure) { site in
            let people = site.gatehouse.accounts.documents
            site.router.get("insert") { _, _ in
                var person = Person(email: "no address", password: UnusablePassword.make(), nickname: "m")
                try await people.insert(&person)
                return "stored"
            }
            let answer = try await site.browser().get("/insert", headers: [.accept: "application/json"])
            #expect(answer.status == .unprocessableContent)
            #expect(answer.headers[.contentType] == "application/problem+json")
            let problem = try #require(JSONValue(answer.body))
            #expect(problem["errors"]?["email"] != nil && problem["errors"]?["nickname"] != nil)
            let page = try await site.browser().get("/insert")
            #expect(page.status == .unprocessableContent && !page.body.contains("our fault"))
        }
    }

    @Test("a route that was added before the middleware answers 500, and the log says where it belongs")
    func outside() async throws {
        try await Site.run(
            configure: configure,
            router: { gatehouse in
                let router = Router(context: GatehouseContext<Person>.self)
                router.get("early") { _, context in "\(try await context.user == nil)" }
                router.get("session") { _, context in "\(try await context.session.token == nil)" }
                router.get("client") { _, context in "\(try context.visit.client)" }
                router.get("form") { request, context in "\(try await context.visit.formData(request))" }
                router.get("waiting") { _, context in "\(try await context.visit.waiting == nil)" }
                router.get("level") { _, context in "\(try await context.visit.level)" }
                router.get("fresh") { _, context in
                    let person = Person(email: "mia@example.com", password: UnusablePassword.make(), nickname: "mia")
                    return "\(try await context.visit.isFresh(person, within: .seconds(1)))"
                }
                router.get("message") { _, context in
                    try context.visit.addMessage(PageMessage("Lost."))
                    return "dropped"
                }
                router.get("page") { _, context in try await gatehouse.page("error", for: context.visit) }
                router.group("group", requiring: .signedIn).get { _, _ in "in" }
                router.group("recent", requiring: .recentSignIn(within: .seconds(60))).get { _, _ in "in" }
                gatehouse.addMiddleware(to: router)
                return router
            }
        ) { site in
            for path in [
                "/early", "/session", "/client", "/form", "/waiting", "/level", "/fresh", "/message", "/page", "/group",
                "/recent",
            ] {
                let log = KeptLines()
                let answer = try await TestBrowser(site.router, logger: log.logger).get(path)
                #expect(answer.status == .internalServerError && answer.body.contains("log"), "\(path)")
                #expect(log.has("addMiddleware(to:)", path), "\(path)")
            }
        }
    }

    @Test("the same where what the visitor may do is asked for")
    func outsideWithPermissions() async throws {
        try await TestSite<GatehouseContext<Editor>>.run(
            configure: { $0.web.accountFields = [] },
            router: { gatehouse in
                let router = Router(context: GatehouseContext<Editor>.self)
                router.get("can") { _, context in "\(try await context.can("notes.add"))" }
                router.group("group", requiring: .permission("notes.add")).get { _, _ in "in" }
                gatehouse.addMiddleware(to: router)
                return router
            }
        ) { site in
            for path in ["/can", "/group"] {
                let log = KeptLines()
                let answer = try await TestBrowser(site.router, logger: log.logger).get(path)
                #expect(answer.status == .internalServerError, "\(path)")
                #expect(log.has("addMiddleware(to:)", path), "\(path)")
            }
        }
    }
}
