import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import GatehouseWeb
@testable import HelloExample

@Suite("Forms whose session ended while they were filled in")
struct KeptFormTests {
    private static let typed = ["first_name": "Augusta & Co", "last_name": "King <b>", "password": "by mistake"]

    /// The value of a hidden field.
    private func hidden(_ name: String, in page: TestBrowser.Page) -> String? {
        let start = #"name="\#(name)" value=""#
        guard let range = page.body.range(of: start) else { return nil }
        return String(page.body[range.upperBound...].prefix { $0 != "\"" })
    }

    private func fields(_ page: TestBrowser.Page, _ more: [String: String] = [:]) -> [String: String] {
        var fields = more
        for name in ["kept", "next", "again"] where fields[name] == nil { fields[name] = hidden(name, in: page) }
        return fields
    }

    /// A browser whose profile form is filled in, and whose session an operator has ended.
    private func ended(_ gatehouse: Gatehouse<User>, _ router: Router<GatehouseContext<User>>) async throws -> (
        TestBrowser, TestBrowser.Page
    ) {
        let browser = TestBrowser(router)
        _ = try await browser.signUp()
        _ = try await browser.signUp(["email": "bob@example.com", "first_name": "bob"])
        _ = try await browser.signIn()
        let form = try await browser.get("/profile/")
        let directory = try #require(gatehouse.sessions as? any SessionDirectory)
        #expect(try await directory.revokeAll(of: "1", except: nil) == 1)
        var typed = Self.typed
        typed["form_owner"] = hidden("form_owner", in: form)
        return (browser, try await browser.submit("/profile/", typed))
    }

    @Test("are there again after sign-in, with what was typed and without passwords")
    func again() async throws {
        try await withSite { gatehouse, router in
            let (browser, asked) = try await ended(gatehouse, router)
            #expect(asked.status == .unauthorized && asked.body.contains(#"action="/signin/""#))
            #expect(asked.body.contains("What you entered is kept."))
            // A wrong password first: the form waits on.
            let wrong = try await browser.submit(
                "/signin/", fields(asked, ["email": "ada@example.com", "password": "wrong"]))
            #expect(wrong.status == .unprocessableContent)
            let page = try await browser.submit("/signin/", fields(wrong, credentials))
            #expect(page.status == .ok && page.body.contains("You are signed in."))
            #expect(page.body.contains(#"action="/profile/""#))
            #expect(page.body.contains(#"value="Augusta &amp; Co""#) && page.body.contains("King &lt;b&gt;"))
            #expect(!page.body.contains("by mistake") && !asked.body.contains("by mistake"))
            #expect(try await gatehouse.accounts.find(keyText: "1")?.lastName == "Lovelace")
            let saved = try await browser.submit("/profile/", ["first_name": "Augusta", "last_name": "King"])
            #expect(saved.headers[.location] == "/profile/")
            #expect(try await gatehouse.accounts.find(keyText: "1")?.lastName == "King")
        }
    }

    @Test("are shown to nobody but the account that filled them in")
    func owner() async throws {
        try await withSite { gatehouse, router in
            let (browser, asked) = try await ended(gatehouse, router)
            let page = try await browser.submit(
                "/signin/", fields(asked, ["email": "bob@example.com", "password": "correct horse"]))
            #expect(page.headers[.location] == "/index/" && !page.body.contains("Augusta"))
            let token = try #require(SessionToken(browser.cookies["sessionid"] ?? ""))
            let text = try #require(try await gatehouse.sessions.load(token))
            #expect(!"\(text.data)".contains("Augusta"))
        }
    }

    @Test("of a session whose age is over are its account's, though the form does not say so")
    func expired() async throws {
        let clock = Clock()
        try await withSite(change: {
            $0.now = { clock.now }
            $0.web.sessions.touchInterval = .seconds(10)
        }) { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signUp(["email": "bob@example.com"])
            _ = try await browser.signIn()
            try await browser.get("/profile/")
            clock.advance(by: 1_209_601)
            let asked = try await browser.submit("/profile/", Self.typed)
            #expect(asked.status == .unauthorized)
            let other = TestBrowser(router)
            other.cookies = browser.cookies
            try await other.get("/signin/")
            let strangers = try await other.submit(
                "/signin/", fields(asked, ["email": "bob@example.com", "password": "correct horse"]))
            #expect(strangers.status == .found)
            #expect(try await browser.submit("/signin/", fields(asked, credentials)).body.contains("Augusta"))
        }
    }

    @Test("of an application's own routes are kept, too; programs, large forms and changed texts get what they got")
    func bounds() async throws {
        try await withSite { _, router in
            router.group("shelf", requiring: .signedIn).post { _, _ in "taken" }
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            try await browser.get("/signin/")
            let typed = ["title": "Emma", "lines": "one\ntwo", "secret_word": "x", "pin": "1234", "shipping": "fast"]
            let asked = try await browser.submit("/shelf?a=b", typed)
            #expect(asked.status == .unauthorized)
            let text = try #require(hidden("kept", in: asked))
            let random = String((0..<40_000).map { _ in "abcdefghijklmnopqrstuvwxyz0123456789".randomElement() ?? "a" })
            // As random as can be, so that it does not get smaller.
            let large = try await browser.submit("/shelf", ["title": random])
            #expect(large.status == .unauthorized && hidden("kept", in: large) == nil)
            #expect(large.body.contains("Please sign in"))
            let program = try await browser.submit("/shelf", typed, headers: [.accept: "application/json"])
            #expect(program.status == .unauthorized && program.body.contains(#""status":401"#))

            try await browser.get("/signin/")
            let forged = try await browser.submit("/signin/", credentials.merging(["kept": text + "x"]) { $1 })
            #expect(forged.headers[.location] == "/index/")
            try await browser.get("/index/")
            try await browser.submit("/signout/")
            try await browser.get("/signin/")
            let page = try await browser.submit("/signin/", credentials.merging(["kept": text]) { $1 })
            #expect(page.body.contains(#"action="/shelf?a&#61;b""#) || page.body.contains(#"action="/shelf?a=b""#))
            #expect(page.body.contains(#"value="Emma""#) && page.body.contains("one\ntwo"))
            #expect(page.body.contains(#"value="fast""#) && page.body.contains("Title"))
            #expect(!page.body.contains("1234") && !page.body.contains("secret_word"))
            #expect(try await browser.submit("/shelf?a=b", ["title": "Emma"]).body == "taken")
        }
    }

    @Test("wait for the gate's steps, too")
    func gate() async throws {
        try await withPeople {
            $0.gate.demandsNewPasswords = true
        } _: { site in
            let browser = try await site.signedIn()
            try await browser.get("/profile/")
            let mia = try #require(try await site.gatehouse.accounts.find(email: "mia@example.com"))
            _ = try await site.gatehouse.administration.demandNewPassword(of: mia)
            let asked = try await browser.submit("/profile/", ["nickname": "maria", "shoe_size": "39"])
            #expect(asked.status == .unauthorized)
            let step = try await browser.submit(
                "/signin/", fields(asked, ["email": "mia@example.com", "password": "correct horse"]))
            #expect(step.headers[.location]?.hasPrefix("/signin/new-password/") == true)
            try await browser.get("/signin/new-password/")
            let page = try await browser.submit(
                "/signin/new-password/", ["password": "another horse", "password_retype": "another horse"])
            #expect(page.status == .ok && page.body.contains(#"value="maria""#) && page.body.contains(#"value="39""#))
            #expect(try await browser.submit("/profile/", ["nickname": "maria"]).status == .found)
        }
    }

    @Test("a form that asks for a newer sign-in waits for it")
    func recent() async throws {
        let clock = Clock()
        try await withSite(change: { $0.now = { clock.now } }) { _, router in
            router.group("pay", requiring: .recentSignIn(within: .seconds(600))).post { _, _ in "paid" }
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            try await browser.get("/profile/")
            clock.advance(by: 3600)
            let asked = try await browser.submit("/pay", ["amount": "12"])
            #expect(asked.status == .unauthorized && hidden("again", in: asked) == "1")
            #expect(asked.body.contains("ada@example.com"))
            let page = try await browser.submit("/signin/", fields(asked, credentials))
            #expect(page.status == .ok && page.body.contains(#"value="12""#))
            #expect(try await browser.submit("/pay", ["amount": "12"]).body == "paid")
        }
    }

    @Test("a form that was sent with a token which had just been replaced is sent again by one button")
    func replaced() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            try await browser.get("/profile/")
            let late = TestBrowser(router)
            late.cookies = browser.cookies
            try await late.get("/profile/")
            try await browser.get("/signin/?again=1")
            #expect(try await browser.submit("/signin/", credentials.merging(["again": "1"]) { $1 }).status == .found)
            let page = try await late.submit("/profile/", ["first_name": "Augusta", "last_name": "King"])
            #expect(page.status == .conflict && page.body.contains(#"value="Augusta""#))
            #expect(hidden("csrfmiddlewaretoken", in: page) == "")
            // The browser has the new cookie by now, and says itself where the form comes from.
            let same: HTTPFields = [HTTPField.Name("Sec-Fetch-Site")!: "same-origin"]
            let sent = ["first_name": "Augusta", "last_name": "King", "csrfmiddlewaretoken": ""]
            #expect(try await browser.post("/profile/", sent, headers: same).status == .found)
        }
    }

    @Test("names of fields that are secret are known")
    func secrets() {
        for name in [
            "password", "password_retype", "current-password", "userPassword", "pin", "card_pin", "otp", "api_token",
        ] {
            #expect(KeptForm.isSecret(name), "\(name)")
        }
        for name in ["shipping", "opinion", "title", "compass", "tokenize", "postcode", "email"] {
            #expect(!KeptForm.isSecret(name), "\(name)")
        }
    }
}

@Suite("H2: line ends in what is reflected")
struct HeaderInjectionTests {
    @Test("no header of an answer holds a line end, whatever a request brings")
    func lineEnds() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp(["email": "ada@example.com"])
            let bad = "%0d%0aSet-Cookie:%20planted=1%0d%0a%0d%0a"
            var pages: [TestBrowser.Page] = []
            for path in [
                "/signin/?next=/\(bad)", "/signin/?next=\(bad)", "/profile/\(bad)", "/profile/?a=\(bad)", "/\(bad)",
                "/signin/?next=/a&again=\(bad)", "/index/?\(bad)=1", "/password/reset/\(bad)/",
            ] {
                pages.append(try await browser.get(path))
            }
            let ends = "\r\nSet-Cookie: planted=1\r\n\r\n"
            try await browser.get("/signin/")
            pages.append(try await browser.submit("/signin/", credentials.merging(["next": "/a" + ends]) { $1 }))
            try await browser.get("/profile/")
            pages.append(try await browser.submit("/profile/", ["first_name": "a" + ends, "last_name": "b"]))
            for language in ["de\(ends)", "x"] {
                pages.append(try await browser.submit("/profile/", ["first_name": "a", "language": language]))
            }
            for page in pages {
                for field in page.headers {
                    #expect(!field.value.unicodeScalars.contains { $0 == "\r" || $0 == "\n" || $0 == "\0" }, "\(field)")
                }
                #expect(page.headers[values: .setCookie].allSatisfy { !$0.contains("planted") })
            }
            #expect(browser.cookies["planted"] == nil)
        }
    }
}
