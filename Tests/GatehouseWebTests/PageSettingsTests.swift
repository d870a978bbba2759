import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@Suite("A site's own pages, templates, languages and names")
struct PageSettingsTests {
    @Test("a page can be moved, and switched off so that a route of one's own takes its place")
    func pages() async throws {
        try await withPeople {
            $0.web.pages[.signIn] = "/enter/"
            $0.web.pages[.devices] = nil
            $0.web.pages[.profile] = nil
        } _: { site in
            site.router.get("/profile/") { _, _ in "my own" }
            let browser = TestBrowser(site.router)
            let index = try await browser.get("/index/")
            #expect(index.headers[.location] == "/enter/")
            #expect(try await browser.get("/enter/").body.contains("action=\"/enter/\""))
            #expect(try await browser.get("/signin/").status == .notFound)
            #expect(try await browser.get("/devices/").status == .notFound)
            #expect(try await browser.get("/profile/").body == "my own")
            #expect(try await browser.get("/password/change/").headers[.location] == "/enter/?next=/password/change/")
            #expect(try await browser.send(.put, "/enter/").status == .methodNotAllowed)
        }
    }

    @Test("without mail the pages that need it are not there, and nothing leads to them")
    func noMail() async throws {
        try await withPeople {
            $0.mail = nil
        } _: { site in
            let browser = TestBrowser(site.router)
            for path in ["/password/reset/", "/email/verify/", "/email/change/"] {
                #expect(try await browser.get(path).status == .notFound)
            }
            #expect(!(try await browser.get("/signin/").body.contains("Forgot")))
            try await browser.get("/signup/")
            try await browser.submit("/signup/", PeopleSite.mia)
            try await site.signIn(browser)
            let index = try await browser.get("/index/").body
            #expect(!index.contains("/email/") && index.contains("/password/change/"))
        }
    }

    @Test("mail without the site's origin is refused at the start: its links would lead nowhere (G2)")
    func missingOrigin() async throws {
        await #expect(throws: OriginError.self) {
            try await withPeople {
                $0.web.origin = nil
            } _: { _ in
            }
        }
    }

    @Test("templates of a folder take the place of ours, for pages, mails and pages of one's own")
    func templates() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("templates-\(UUID().uuidString)")
        defer { try? FileManager.default.removeItem(at: folder) }
        try FileManager.default.createDirectory(
            at: folder.appendingPathComponent("mail"), withIntermediateDirectories: true)
        for (name, text) in [
            ("signin", "{{site_name}}|{{request.path}}|{{urls.sign_up}}|{{#next}}{{next}}{{/next}}|{{csrf_token}}"),
            ("hello", "{{<layout}}{{$content}}Dear {{user.display_name}}: {{text}}{{/content}}{{/layout}}"),
            ("mail/password-reset.txt", "Only for {{name}}: {{#link}}{{url}}{{/link}}"),
        ] {
            try Data(text.utf8).write(to: folder.appendingPathComponent(name + ".mustache"))
        }
        try await withPeople {
            $0.web.templateFolders = [folder.path]
            $0.web.siteName = "People & Co"
        } _: { site in
            let gatehouse = site.gatehouse
            site.router.get("hello") { _, context in
                try await gatehouse.page("hello", ["text": "<hello>"], for: context.visit)
            }
            let browser = TestBrowser(site.router)
            let page = try await browser.get("/signin/?next=/hello").body
            #expect(page.hasPrefix("People &amp; Co|/signin/|/signup/|/hello|"))
            let signedIn = try await site.signedIn()
            #expect(try await signedIn.get("/hello").body.contains("Dear mia@example.com: &lt;hello&gt;"))
            try await browser.get("/password/reset/")
            try await browser.submit("/password/reset/", ["email": "mia@example.com"])
            let message = try await site.outbox.next(to: "mia@example.com")
            #expect(message.text.hasPrefix("Only for mia@example.com: https://people.example/password/reset/"))
        }
    }

    @Test("pages and mails speak the language that the browser asks for, or that the account chose")
    func languages() async throws {
        try await withPeople { site in
            let browser = TestBrowser(site.router)
            for (header, tag, direction) in [("de-DE,de;q=0.9", "de", "ltr"), ("ar", "ar", "rtl"), ("xx", "en", "ltr")]
            {
                let page = try await browser.get("/signin/", headers: [.acceptLanguage: header])
                #expect(page.body.contains("<html lang=\"\(tag)\" dir=\"\(direction)\">"))
                #expect(page.headers[.contentLanguage] == tag)
                #expect(page.headers[.vary]?.contains("Accept-Language") == true)
                let missing = try await browser.get("/nowhere", headers: [.acceptLanguage: header])
                #expect(missing.body.contains("<html lang=\"\(tag)\""))
            }
            let german: HTTPFields = [.acceptLanguage: "de"]
            try await browser.get("/signup/", headers: german)
            let failed = try await browser.submit(
                "/signup/", PeopleSite.mia.merging(["nickname": "m"]) { $1 }, headers: german)
            #expect(!failed.body.contains("Ensure this value") && failed.body.contains("2"))
            try await browser.submit("/signup/", PeopleSite.mia, headers: german)
            #expect(try await site.mail().message.subject == "Bestätigen Sie Ihre E-Mail-Adresse · Gatehouse")
        }
    }

    @Test("G2: only the site's own hosts are served, and links in mails never follow the Host header")
    func hosts() async throws {
        try await withPeople { site in
            let browser = TestBrowser(site.router)
            let page = try await browser.get("/signin/")
            #expect(page.status == .ok)
        }
        try await withPeople {
            $0.web.allowedHosts = ["people.example", ".people.example"]
        } _: { site in
            let page = try await TestBrowser(site.router).get("/signin/")
            #expect(page.status == .badRequest)
            #expect(try await TestBrowser(site.router).get("/healthz").status == .ok)
        }
    }

    @Test("messages wait for the next page, are shown once, and cannot be forged")
    func messages() async throws {
        try await withPeople { site in
            site.router.get("leave") { _, context in
                try context.visit.addMessage(PageMessage("Saved <it>."))
                return Response(status: .found, headers: [.location: "/signin/"])
            }
            let browser = TestBrowser(site.router)
            try await browser.get("/leave")
            #expect(try await browser.get("/signin/").body.contains("Saved &lt;it&gt;."))
            #expect(!(try await browser.get("/signin/").body.contains("Saved")))
            try await browser.get("/leave")
            browser.cookies["message"] = (browser.cookies["message"] ?? "") + "x"
            #expect(!(try await browser.get("/signin/").body.contains("Saved")))
            browser.cookies["message"] = "account-created"
            #expect(try await browser.get("/signin/").status == .ok)
        }
    }

    @Test("an origin that is none is refused at the start, and never taken for all hosts (G2)")
    func origins() async throws {
        for (origin, isHTTPS) in [
            ("https://a.example/app", true), ("https://a.example/", true), ("https://exämple.de", true),
            ("a.example", true), ("https://", true), ("ftp://a.example", true), ("http://a.example", true),
        ] {
            await #expect(throws: OriginError.self, "\(origin)") {
                try await withPeople {
                    $0.web.isHTTPS = isHTTPS
                    $0.web.origin = origin
                } _: { _ in
                }
            }
        }
    }

    @Test("addresses cannot be verified before sign-up without mail")
    func missingMail() async throws {
        await #expect(throws: MissingMailError.self) {
            try await withPeople {
                $0.mail = nil
                $0.web.verifiesBeforeSignUp = true
            } _: { _ in
            }
        }
    }

    @Test("a form leads to this site, whatever slashes the address begins with")
    func slashes() async throws {
        try await withPeople { site in
            let browser = TestBrowser(site.router)
            _ = try await site.signedIn()
            try await browser.get("/password/reset/")
            try await browser.submit("/password/reset/", ["email": "mia@example.com"])
            let path = try await site.mail().path
            #expect(try await browser.get("//" + path).body.contains("action=\"\(path)\""))
        }
    }

    @Test("a message with a count comes out in the form for it on the next page")
    func countedMessages() async throws {
        try await withPeople { site in
            site.router.get("leave") { request, context in
                let days = request.uri.queryParameters.get("days", as: Int.self) ?? 0
                try context.visit.addMessage(PageMessage("Kept for \(days) \(plural: days, "day", "days")."))
                return Response(status: .found, headers: [.location: "/signin/"])
            }
            let browser = TestBrowser(site.router)
            for (days, text) in [(1, "Kept for 1 day."), (2, "Kept for 2 days.")] {
                try await browser.get("/leave?days=\(days)")
                #expect(try await browser.get("/signin/").body.contains(text))
            }
        }
    }

    @Test("long messages are cut to what a cookie holds, and a HEAD shows none")
    func longMessages() async throws {
        try await withPeople { site in
            site.router.get("leave") { _, context in
                for number in 0..<9 {
                    try context.visit.addMessage(
                        PageMessage(
                            Message.Words("\(number)" + String(repeating: "e\u{301}\u{1F600}", count: 50_000))))
                }
                try context.visit.addMessage(PageMessage("the last"))
                return Response(status: .found, headers: [.location: "/signin/"])
            }
            let browser = TestBrowser(site.router)
            try await browser.get("/leave")
            #expect((browser.cookies["message"] ?? "").utf8.count <= 3500)
            try await browser.send(.head, "/signin/")
            #expect(try await browser.get("/signin/").body.contains("the last"))
        }
    }

    @Test("an account's language can be asked for at sign-up, too, as a choice")
    func languageAtSignUp() async throws {
        try await withPeople {
            $0.web.accountFields.append("language")
        } _: { site in
            let browser = TestBrowser(site.router)
            #expect(try await browser.get("/signup/").body.contains("<option value=\"de\">Deutsch</option>"))
            let signedIn = try await site.signedIn(["language": "de"])
            let profile = try await signedIn.get("/profile/")
            #expect(
                profile.body.contains("<html lang=\"de\"") && profile.body.matches(of: #/name="language"/#).count == 1)
            let saved = try await signedIn.submit("/profile/", ["nickname": "mia", "shoe_size": "", "language": "ar"])
            #expect(saved.status == .found)
        }
    }
}
