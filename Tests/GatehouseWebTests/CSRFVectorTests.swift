import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import NIOCore
import Testing
import VectorFiles

@testable import GatehouseWeb
@testable import HelloExample

/// `requests`, `is_same_domain` and `constants` of `Tests/Vectors/csrf.json`, by a site of ours at `localhost` instead of
/// `www.example.com`; where we differ, `Tests/left-out-vectors.json` says why. What stands in tokens is in GatehouseSigningTests.
@Suite("F1: Django's requests that change something")
struct CSRFVectorTests {
    private static func requests(isHTTPS: Bool) throws -> [Vectors.Case] {
        try Vectors.cases("csrf", "requests").filter { $0["https"] == isHTTPS }
    }

    @Test("what Django takes is taken and what it refuses is refused", arguments: [false, true])
    func requests(isHTTPS: Bool) async throws {
        let all = try Self.requests(isHTTPS: isHTTPS)
        #expect(all.count > (isHTTPS ? 17 : 33))
        let trusted = ["https://dashboard.example.com", "https://*.trusted.org", "http://plain.net:8000"]
        try await withSite(isHTTPS: isHTTPS, change: { $0.web.trustedOrigins = trusted }) { _, router in
            for name in Set(all.compactMap { $0["method", as: String.self] }) {
                guard let method = HTTPRequest.Method(name) else { continue }
                router.on("view", method: method) { request, context -> HTTPResponse.Status in
                    if request.uri.queryParameters.get("draws") != nil {
                        _ = try await context.visit.state.csrfSecretForPage()
                    }
                    return .ok
                }
            }
            for request in all { try await compare(request, router, isHTTPS) }
        }
    }

    private func compare(
        _ request: Vectors.Case, _ router: Router<GatehouseContext<User>>, _ isHTTPS: Bool
    ) async throws {
        func local(_ text: String) -> String {
            text.replacing("www.example.com", with: "localhost").replacing("WWW.EXAMPLE.COM", with: "LOCALHOST")
        }
        let name = isHTTPS ? "__Host-csrftoken" : "csrftoken"
        let browser = TestBrowser(router)
        if let cookie = request["cookie", as: String.self] { browser.cookies[name] = cookie }
        var headers = HTTPFields()
        if let origin = request["origin", as: String.self] { headers[.origin] = local(origin) }
        if let referer = request["referer", as: String.self] { headers[.referer] = local(referer) }
        if let token = request["header_token", as: String.self] { headers[.xCSRFToken] = token }
        var body = ""
        if let token = request["form_token", as: String.self] {
            headers[.contentType] = "application/x-www-form-urlencoded"
            body = "csrfmiddlewaretoken=\(token)"
        }
        let draws = request["view_calls", as: [String].self] == ["get_token"]
        let method = try #require(HTTPRequest.Method(try request.get("method", as: String.self)))
        let page = try await browser.send(method, draws ? "/view?draws=1" : "/view", headers: headers, body: body)
        let note = "\(request.id) \(request["note", as: String.self] ?? "")"
        let isAllowed: Bool = try request.get("allowed")
        #expect(page.status == (isAllowed ? .ok : .forbidden), "\(note)")
        let ours = page.headers[values: .setCookie].first { $0.hasPrefix("\(name)=") }
        let theirs = request["set_cookie", as: String.self]
        #expect((ours == nil) == (theirs == nil), "\(note)")
        guard let ours, let theirs else { return }
        let attributes = theirs.split(separator: "; ").dropFirst().filter { !$0.hasPrefix("expires") }
        let more: Set<Substring> = isHTTPS ? ["HttpOnly", "Secure"] : ["HttpOnly"]
        #expect(Set(ours.split(separator: "; ").dropFirst()) == Set(attributes).union(more), "\(note)")
    }

    @Test("a domain and what is below it are told from others as Django tells them, for the hosts that are served")
    func domains() throws {
        for test in try Vectors.cases("csrf", "is_same_domain") {
            let pattern: String = try test.get("pattern")
            let host: String = try test.get("host")
            let head = HTTPRequest(method: .get, scheme: "http", authority: host, path: "/")
            let check = HostCheck(allowed: [pattern.lowercased()])
            let request = Request(head: head, body: RequestBody(buffer: ByteBuffer()))
            #expect(((try? check.check(request)) != nil) == test["same"], "\(test.id)")
        }
    }

    @Test("cookie, field and header have Django's names, and secrets and tokens its length and characters")
    func constants() throws {
        let constants = try Vectors.object("csrf", "constants")
        var web = WebSettings()
        web.isHTTPS = false
        #expect(web.csrfCookieName == constants["cookie"])
        #expect(CSRFCheck.fieldName == constants["form_field"])
        #expect(HTTPField.Name.xCSRFToken.rawName == constants["header"])
        let secret = CSRFToken.makeSecret()
        let alphabet = Set(try constants.get("alphabet", as: String.self))
        #expect(secret.count == constants["secret_length"] && alphabet.isSuperset(of: secret))
        #expect(CSRFToken.mask(secret).count == constants["token_length"])
    }
}
