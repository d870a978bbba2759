import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing
import VectorFiles

@testable import HelloExample

/// What browsers and a Django said to each other, said to a site of ours: `Tests/Vectors/http-flows.json`.
///
/// Bodies are those of a handful of pages of the flows' own. The cookie of CSRF is left out here: where it is set, and
/// whose token counts, `csrf.requests` shows; forms are sent with their `Origin` instead.
@Suite("Django's pages over HTTP")
struct DjangoHTTPFlowTests {
    /// Where we differ in a step, and why: the status, the way on, and whether the session's cookie is another's business.
    struct Difference {
        var status: Int?
        var location: String?
        var isCookieOther = false
        let reason: String
    }

    static let differences: [String: Difference] = [
        "wrong password": Difference(status: 422, reason: "a form that failed is 422"),
        "blank form": Difference(status: 422, reason: "a form that failed is 422"),
        "wrong old password": Difference(status: 422, reason: "a form that failed is 422"),
        "mismatch": Difference(status: 422, reason: "a form that failed is 422"),
        "weak": Difference(status: 422, reason: "a form that failed is 422"),
        "log in again while logged in: key unchanged": Difference(
            isCookieOther: true, reason: "who is signed in goes on without signing in"),
        "logout": Difference(
            status: 302, location: "/", reason: "the way on is the site's root, not a page of its own"),
        "next same host": Difference(location: "/accounts/profile/", reason: "only paths are followed"),
        "changed: this session is kept under a new key": Difference(
            location: "/accounts/profile/",
            reason: "what was done is told on the account's page, and the other sessions end at once"),
        "http-07/3": Difference(
            status: 302, location: "/accounts/profile/", reason: "who is signed in goes on without a form"),
        "other browser is out and its cookie is deleted": Difference(
            isCookieOther: true, reason: "a token that nobody knows loses the browser no cookie by itself"),
        "logout is not exempt": Difference(location: "/", reason: "nobody is signed out already"),
    ]

    static func flows() throws -> [JSONValue] { try Vectors.list("http-flows", "flows") }

    @Test(
        "the same requests are answered alike, with the same sessions",
        arguments: try DjangoHTTPFlowTests.flows().map { $0["id"]?.string ?? "" })
    func replay(id: String) async throws {
        guard let flow = try Self.flows().first(where: { $0["id"]?.string == id }),
            case .array(let steps)? = flow["steps"]
        else { return }
        try await withSite(change: { settings in
            let outbox = MemoryMailTransport()
            settings.mail = MailAddress("no-reply@example.com").map { MailSettings(outbox, from: $0) }
            settings.web.origin = "http://localhost"
            settings.web.pages[.signIn] = "/login/"
            settings.web.pages[.signOut] = "/logout/"
            settings.web.pages[.index] = "/accounts/profile/"
            settings.web.pages[.passwordChange] = "/password_change/"
            settings.web.pages[.passwordReset] = "/password_reset/"
            settings.web.sessions.savesEveryRequest = flow["name"]?.string == "save_every_request"
            settings.passwordPolicy = PasswordPolicy([MinimumLengthValidator(8)])
        }) { gatehouse, router in
            try await Self.addAlice(gatehouse)
            Self.addPages(router, needUser: flow["name"]?.string == "login_required_middleware")
            // How many rows there are is not compared: a token that was replaced keeps one for some seconds here.
            var known: [String: String] = [:]
            for (number, step) in steps.enumerated() {
                let note = step["note"]?.string ?? ""
                let difference = Self.differences["\(id)/\(number + 1)"] ?? Self.differences[note]
                let page = try await send(step, router, known)
                try compare(step, page, difference, &known)
            }
        }
    }

    private static func addAlice(_ gatehouse: Gatehouse<User>) async throws {
        let user = try Vectors.json("http-flows", "user")
        let hash = try await PasswordHashing([Argon2Hasher.forTests]).hash(try #require(user["pw"]?.string))
        var alice = User(
            email: "alice@example.com", password: hash, firstName: "alice", lastName: "Liddell", signupDate: Date())
        alice.id = user["pk"]?.integer
        try await gatehouse.accounts.documents.insert(&alice)
    }

    private static func addPages(_ router: Router<GatehouseContext<User>>, needUser: Bool) {
        if needUser {
            router.group("plain", requiring: .signedIn).get { _, _ in "plain" }
        } else {
            router.get("plain") { _, _ in "plain" }
        }
        router.get("who") { _, context in try await context.user?.firstName ?? "AnonymousUser" }
        router.group("private", requiring: .signedIn).get { _, context in context.user.firstName }
        router.get("set") { request, context -> String in
            let session = try await context.session
            session["v", as: String.self] = request.uri.queryParameters.get("v") ?? "v1"
            return "set"
        }
        router.get("get") { _, context in try await context.session["v", as: String.self] ?? "None" }
        router.get("boom") { _, context -> String in
            let session = try await context.session
            session["v", as: String.self] = "changed"
            throw Boom()
        }
    }

    struct Boom: Error {}

    private func send(
        _ step: JSONValue, _ router: Router<GatehouseContext<User>>, _ known: [String: String]
    ) async throws -> TestBrowser.Page {
        let browser = TestBrowser(router)
        if let key = step["cookies_sent"]?["sessionid"]?.string { browser.cookies["sessionid"] = known[key] }
        let url = try #require(step["url"]?.string).replacing("/login2/", with: "/login/").replacing("\\", with: "%5C")
        guard step["method"]?.string == "POST", case .object(let sent)? = step["form"] else {
            return try await browser.get(url)
        }
        let names = [
            "username": "email", "old_password": "current_password", "new_password1": "password",
            "new_password2": "password_retype",
        ]
        var fields: [String: String] = [:]
        for member in sent where member.name != "csrfmiddlewaretoken" {
            let value = member.value.string ?? ""
            fields[names[member.name] ?? member.name] = value == "alice" ? "alice@example.com" : value
        }
        let isOwn = sent.contains { $0.name == "csrfmiddlewaretoken" }
        return try await browser.post(url, fields, headers: isOwn ? [.origin: "http://localhost"] : [:])
    }

    private func compare(
        _ step: JSONValue, _ page: TestBrowser.Page, _ difference: Difference?, _ known: inout [String: String]
    ) throws {
        let note = step["note"]?.string ?? ""
        #expect(page.status.code == (difference?.status ?? step["status"]?.integer), "\(note)")
        #expect(page.headers[.location] == (difference?.location ?? step["location"]?.string), "\(note)")
        if step["vary"]?.string?.contains("Cookie") == true {
            #expect(page.headers[.vary]?.contains("Cookie") == true, "\(note)")
        }
        if step["cache_control"]?.string?.contains("no-store") == true, page.status != .methodNotAllowed {
            #expect(page.headers[.cacheControl]?.contains("no-store") == true, "\(note)")
        }
        if let allowed = step["allow"]?.string {
            #expect(page.headers[.allow].map { allowed.contains($0) } == true, "\(note)")
        }
        if let body = step["body"]?.string, !body.contains("<"), page.status == .ok {
            #expect(page.body == body, "\(note)")
        }
        guard difference?.isCookieOther != true else { return }
        let ours = page.headers[values: .setCookie].first { $0.hasPrefix("sessionid=") }
        let theirs = step["set_cookie"]?["sessionid"]
        #expect((ours == nil) == (theirs == nil || theirs == .null), "\(note): \(ours ?? "-")")
        guard let ours, let theirs, let key = theirs["value"]?.string else { return }
        let value = String(ours.dropFirst("sessionid=".count).prefix { $0 != ";" })
        if key.isEmpty {
            #expect(value.isEmpty && ours.contains("Max-Age=0"), "\(note)")
            return
        }
        if let before = known[key] {
            #expect(value == before, "\(note)")
        } else {
            #expect(!known.values.contains(value), "\(note)")
            known[key] = value
        }
        let attributes = (theirs["attributes"]?.string ?? "").split(separator: "; ").filter { !$0.hasPrefix("expires") }
        #expect(Set(ours.split(separator: "; ").dropFirst()) == Set(attributes), "\(note)")
    }

    /// `http-09`. There the token moves from the link to the session and the page has another address; here the link's page
    /// has the form, and is never kept or sent on (Referrer-Policy).
    @Test("a password reset tells nobody who has an account, works once, and signs nobody in")
    func reset() async throws {
        let mails = try Vectors.json("http-flows", "reset_mails")
        let outbox = MemoryMailTransport()
        try await withSite(change: { settings in
            settings.mail = MailAddress("no-reply@example.com").map { MailSettings(outbox, from: $0) }
            settings.web.origin = "http://localhost"
        }) { gatehouse, router in
            try await Self.addAlice(gatehouse)
            let browser = TestBrowser(router)
            try await browser.get("/password/reset/")
            let unknown = try await browser.submit("/password/reset/", ["email": "nobody@example.com"])
            let known = try await browser.submit("/password/reset/", ["email": "aLICE@eXAMPLE.COM"])
            #expect(unknown.status == .found && known.status == .found)
            #expect(unknown.headers[.location] == known.headers[.location])
            let mail = try await outbox.next(to: "alice@example.com")
            #expect(mails["sent_for_known"]?.integer == 1 && mails["sent_for_unknown"]?.integer == 0)
            let line = try #require(mail.text.split(separator: "\n").first { $0.hasPrefix("http://localhost/") })
            let path = String(line.dropFirst("http://localhost".count))
            let visitor = TestBrowser(router)
            #expect(try await visitor.get(path).status == .ok)
            let weak = try await visitor.submit(path, ["password": "123", "password_retype": "123"])
            #expect(weak.status == .unprocessableContent)
            let new = ["password": "N3w-passphrase-2", "password_retype": "N3w-passphrase-2"]
            #expect(try await visitor.submit(path, new).status == .found)
            #expect(try await visitor.get("/index/").headers[.location] == "/signin/")
            let again = try await TestBrowser(router).get(path)
            #expect(again.status != .ok && again.status.code < 500)
            let bad = try await TestBrowser(router).get("/password/reset/abc-def/")
            #expect(bad.status == again.status)
            try await visitor.get("/signin/")
            let signedIn = try await visitor.submit(
                "/signin/", ["email": "alice@example.com", "password": "N3w-passphrase-2"])
            #expect(signedIn.headers[.location] == "/index/")
        }
    }
}
