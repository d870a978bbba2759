import FeatureMembers
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Testing

@testable import GatehouseFactors

@Suite("Remembered browsers")
struct RememberedBrowserTests {
    /// A browser that showed its factor and ticked the box.
    private func remembered(_ site: FactorSite, _ app: OneTimePassword) async throws -> TestBrowser {
        let (browser, _) = try await site.shown()
        let page = try await browser.get("/signin/factor/")
        #expect(page.body.contains("Remember this browser"))
        let answer = try await browser.submit("/signin/factor/app/", ["code": site.nextCode(app), "remember": "on"])
        try #require(answer.headers[.location] == "/index/", "\(answer.body)")
        #expect(
            answer.headers[values: .setCookie].contains {
                $0.hasPrefix("remembered=") && $0.contains("; Max-Age=2592000; ") && $0.contains("HttpOnly")
            })
        return browser
    }

    /// Where a sign-in with the password leads in a browser that somebody signed out of.
    private func signIn(_ browser: TestBrowser) async throws -> String? {
        browser.cookies["sessionid"] = nil
        try await browser.get("/signin/")
        return try await browser.submit("/signin/", FactorSite.ada).headers[.location]
    }

    @Test("a browser is remembered by who asks for it, and passes the gate's step for 30 days; others do not")
    func whole() async throws {
        try await withFactors { site in
            let (first, _) = try await site.shown()
            let app = try await site.addApp(first)
            // Not asked for: no cookie.
            let (plain, _) = try await site.shown()
            try await plain.get("/signin/factor/")
            try await plain.submit("/signin/factor/app/", ["code": site.nextCode(app)])
            #expect(plain.cookies["remembered"] == nil)
            #expect(try await signIn(plain) == "/signin/factor/")

            let browser = try await remembered(site, app)
            let stored = "\(try await site.gatehouse.mongo.run(["find": "remembered_browsers"]))"
            #expect(!stored.contains(try #require(browser.cookies["remembered"])))
            #expect(try await signIn(browser) == "/index/")
            #expect(try await browser.get("/index/").body.contains("ada@example.com"))
            #expect(site.events.kinds.contains("account.browser-remembered"))
            site.clock.advance(by: 29 * 86_400)
            #expect(try await signIn(browser) == "/index/")
            site.clock.advance(by: 86_400)
            #expect(try await signIn(browser) == "/signin/factor/")
        }
    }

    @Test("AS5: a remembered browser is no factor: what changes one asks for it, and once shown goes on")
    func isNoFactor() async throws {
        try await withFactors { site in
            let (first, _) = try await site.shown()
            let app = try await site.addApp(first)
            let browser = try await remembered(site, app)
            #expect(try await signIn(browser) == "/index/")
            let asked = try await browser.get("/security/apps/new/").headers[.location]
            #expect(asked?.hasPrefix("/signin/?next=") == true && asked?.contains("again=1") == true)
            // Signing in again shows all of it; the browser does not stand in for the factor here.
            try await browser.get(try #require(asked))
            let again = try await browser.submit(
                "/signin/", FactorSite.ada.merging(["again": "1"]) { first, _ in first })
            #expect(again.headers[.location]?.hasPrefix("/signin/factor/") == true)
            try await browser.get("/signin/factor/")
            try await browser.submit("/signin/factor/app/", ["code": site.nextCode(app)])
            #expect(try await browser.get("/security/apps/new/").status == .ok)
        }
    }

    @Test("a browser is remembered for one account, and what another account or nobody gave it counts for nothing")
    func bound() async throws {
        try await withFactors { site in
            let (first, _) = try await site.shown()
            let app = try await site.addApp(first)
            let browser = try await remembered(site, app)
            let stranger = site.site.browser()
            for text in ["", ".", "x", String(repeating: "a", count: 22), String(repeating: "a", count: 2000)] {
                stranger.cookies = ["remembered": text]
                #expect(try await signIn(stranger) == "/signin/factor/", "\(text)")
            }
            // Eve has a factor too, and Ada's browser is not hers.
            let eve = ["email": "eve@example.com", "password": "a horse of eve's"]
            _ = try await site.gatehouse.accounts.signUp(email: eve["email"]!, password: eve["password"]!)
            let hers = site.site.browser()
            try await hers.get("/signin/")
            try await hers.submit("/signin/", eve)
            _ = try await site.addApp(hers)
            browser.cookies["sessionid"] = nil
            try await browser.get("/signin/")
            #expect(try await browser.submit("/signin/", eve).headers[.location] == "/signin/factor/")
        }
    }

    @Test("AS7: it ends with the devices, another password, a factor more or less, and when its owner says so")
    func ends() async throws {
        try await withFactors { site in
            let (first, _) = try await site.shown()
            let app = try await site.addApp(first)
            let ada = try await site.account()
            // Signing out everywhere else: this one stays.
            let browser = try await remembered(site, app)
            let other = try await remembered(site, app)
            try await other.get("/devices/")
            try await other.submit("/devices/revoke-others/")
            #expect(try await signIn(other) == "/index/")
            #expect(try await signIn(browser) == "/signin/factor/")
            // Forgotten by its owner.
            let page = try await other.get("/security/browsers/")
            let id = try #require(page.body.firstMatch(of: /name="browser" value="([0-9a-f]{64})"/)?.1)
            #expect(try await other.submit("/security/browsers/forget/", ["browser": "x"]).status == .notFound)
            try await other.get("/security/browsers/")
            try await other.submit("/security/browsers/forget/", ["browser": String(id)])
            #expect(try await signIn(other) == "/signin/factor/")
            // All of them.
            let third = try await remembered(site, app)
            #expect(try await third.get("/security/").body.contains("Remembered browsers"))
            try await third.get("/security/browsers/")
            try await third.submit("/security/browsers/forget-all/")
            #expect(try await signIn(third) == "/signin/factor/")
            // A factor more.
            let fourth = try await remembered(site, app)
            _ = try await site.addApp(fourth, named: "Tablet")
            #expect(try await signIn(fourth) == "/signin/factor/")
            // A factor less.
            let fifth = try await remembered(site, app)
            let tablet = try #require(try await site.apps().apps(of: ada.id!).last?.id)
            try await fifth.get("/security/apps/")
            try await fifth.submit("/security/apps/remove/", ["app": tablet])
            #expect(try await signIn(fifth) == "/signin/factor/")
            // Another password.
            let sixth = try await remembered(site, app)
            var user = try await site.account()
            _ = try await site.gatehouse.administration.setPassword("another correct horse", of: &user)
            sixth.cookies["sessionid"] = nil
            try await sixth.get("/signin/")
            let answer = try await sixth.submit(
                "/signin/", ["email": "ada@example.com", "password": "another correct horse"])
            #expect(answer.headers[.location] == "/signin/factor/")
        }
    }

    @Test("programs ask for it by `remember`, and see the list")
    func json() async throws {
        try await withFactors { site in
            let (first, _) = try await site.shown()
            let app = try await site.addApp(first)
            let json: HTTPFields = [.accept: "application/json"]
            let (program, _) = try await site.shown()
            #expect(try await program.get("/signin/factor/", headers: json).body.contains("\"remember\""))
            try await program.get("/signin/factor/")
            let done = try await program.submit(
                "/signin/factor/app/", ["code": site.nextCode(app), "remember": "true"], headers: json)
            #expect(done.status == .ok && program.cookies["remembered"] != nil, "\(done.body)")
            let list = try await program.get("/security/browsers/", headers: json).body
            #expect(list.contains("\"browsers\":[{\"id\":\""), "\(list)")
            #expect(
                try await program.get("/security/", headers: json).body.contains("\"has_remembered_browsers\":true"))
            let export = try await site.gatehouse.lifecycle.export(of: try await site.account())
            let kept = export[path: "data", "remembered_browsers"]?.array?.values.first?.document
            #expect(kept?.keys == ["user_agent", "added", "expires"])
        }
    }

    @Test("a site can switch it off, which ends it for browsers that have it")
    func off() async throws {
        try await withFactors(remembering: nil) { site in
            let (first, _) = try await site.shown()
            let app = try await site.addApp(first)
            let (browser, _) = try await site.shown()
            #expect(!(try await browser.get("/signin/factor/").body.contains("Remember this browser")))
            try await browser.submit("/signin/factor/app/", ["code": site.nextCode(app), "remember": "on"])
            #expect(browser.cookies["remembered"] == nil)
            #expect(try await browser.get("/security/browsers/").status == .notFound)
        }
    }
}
