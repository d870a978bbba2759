import FeatureMembers
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Testing

@testable import GatehouseFactors

@Suite("Authenticator apps")
struct AppTests {
    @Test("an app is added by a right code, and asked for at sign-in from then on")
    func whole() async throws {
        try await withFactors { site in
            let (browser, answer) = try await site.shown()
            #expect(answer.headers[.location] == "/index/")
            #expect(try await browser.get("/index/").body.contains("<a href=\"/security/\">Security</a>"))
            #expect(try await browser.get("/security/").body.contains("No app yet."))
            let app = try await site.addApp(browser)
            #expect(try await browser.get("/security/").body.contains("Signing in asks for a code of your app."))
            #expect(try await browser.get("/security/apps/").body.contains("<bdi>Phone</bdi>"))

            let (other, waits) = try await site.shown()
            #expect(waits.headers[.location] == "/signin/factor/")
            #expect(try await other.get("/index/").headers[.location] == "/signin/")
            #expect(try await other.get("/signin/factor/").body.contains("Confirm that it is you"))
            let wrong = try await other.submit("/signin/factor/app/", ["code": "000000"])
            #expect(
                wrong.status == .unprocessableContent
                    && wrong.body.contains("This code is not right, or was used already."))
            let right = try await other.submit("/signin/factor/app/", ["code": site.nextCode(app)])
            #expect(right.headers[.location] == "/index/")
            #expect(try await other.get("/index/").body.contains("ada@example.com"))
            #expect(site.events.kinds.contains("account.factor-added"))
            #expect(site.events.kinds.contains("account.factor-refused"))
        }
    }

    @Test("AS1: whoever has shown a password alone is nobody, for the site and for a Django beside it")
    func waits() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            _ = try await site.addApp(browser)
            let (other, _) = try await site.shown()
            let token = try #require(SessionToken(other.cookies["sessionid"] ?? ""))
            let record = try #require(try await site.gatehouse.sessions.load(token))
            #expect(!record.data.contains { $0.key.hasPrefix("_auth_user") })
            for path in ["/profile/", "/security/", "/security/apps/", "/devices/", "/account/export/"] {
                #expect(try await other.get(path).headers[.location]?.hasPrefix("/signin/") == true, "\(path)")
            }
            // The page that adds an app is not the step that waits (AS5).
            #expect(try await other.get("/security/apps/new/").status == .unauthorized)
        }
    }

    @Test("TO2: a code counts once, also for another sign-in; the next step's counts")
    func once() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            let app = try await site.addApp(browser)
            // The code by which it was added is used up.
            let (first, _) = try await site.shown()
            try await first.get("/signin/factor/")
            #expect(
                try await first.submit("/signin/factor/app/", ["code": site.code(app)]).status == .unprocessableContent)
            let code = site.nextCode(app)
            #expect(try await first.submit("/signin/factor/app/", ["code": code]).status == .found)
            let (second, _) = try await site.shown()
            try await second.get("/signin/factor/")
            #expect(try await second.submit("/signin/factor/app/", ["code": code]).status == .unprocessableContent)
            // One before it counts no more either.
            #expect(
                try await second.submit("/signin/factor/app/", ["code": site.code(app, steps: -1)]).status
                    == .unprocessableContent)
            #expect(try await second.submit("/signin/factor/app/", ["code": site.nextCode(app)]).status == .found)
        }
    }

    @Test("TO2: of 64 who show the same code at once, on two instances, one wins")
    func race() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            let app = try await site.addApp(browser)
            let ada = try await site.account()
            let code = site.nextCode(app)
            let instances = [try site.apps(), try site.apps()]
            let wins = try await withThrowingTaskGroup(of: Int.self) { group in
                for number in 0..<64 {
                    group.addTask { try await instances[number % 2].check(["code": code], of: ada).count }
                }
                return try await group.reduce(0, +)
            }
            #expect(wins == 1)
        }
    }

    @Test("TO4: the secret is sealed, for its account and app; an older key opens it, and it is sealed anew when used")
    func sealed() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            let app = try await site.addApp(browser)
            let ada = try await site.account()
            let stored = try #require(try await site.apps().apps(of: ada.id!).first)
            #expect(!stored.secret.contains(app.secretText))
            let new = SecretKeys("a newer key for tests only, which everybody can read here as well: never for people")
            let rotated = try site.apps(SecretKeys(new.current, fallbacks: [SecretKeys.forTests.current]))
            let code = site.nextCode(app)
            #expect(try await rotated.check(["code": code], of: ada) == [.oneTimePassword])
            // Now the new key alone opens it.
            let newest = try site.apps(new)
            #expect(try await newest.check(["code": site.nextCode(app)], of: ada) == [.oneTimePassword])
            #expect(try await site.apps().check(["code": site.nextCode(app)], of: ada).isEmpty)
            // A secret that was moved to another account is not opened.
            _ = try await site.gatehouse.accounts.signUp(email: "eve@example.com", password: "correct horse")
            let eve = try #require(try await site.gatehouse.accounts.find(email: "eve@example.com"))
            var moved = try #require(try await newest.apps(of: ada.id!).first)
            moved.account = eve.id!.keyText
            moved.id = "another"
            try await newest.documents.insert(&moved)
            #expect(try await newest.check(["code": site.nextCode(app)], of: eve).isEmpty)
        }
    }

    @Test("TO5: a secret that nobody confirmed asks for nothing, and a form is good for its account and a while")
    func unconfirmed() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            let begun = try await site.beginApp(browser)
            let (_, still) = try await site.shown()
            #expect(still.headers[.location] == "/index/")
            let wrong = try await browser.submit(
                "/security/apps/new/", ["code": "123456", "name": "Phone", "enrolment": begun.enrolment])
            #expect(wrong.status == .unprocessableContent && wrong.body.contains("This code is not right."))
            // The same secret is shown again: what was scanned stays good.
            #expect(wrong.body.contains(begun.app.groupedSecretText) && wrong.body.contains("value=\"Phone\""))
            let unnamed = try await browser.submit(
                "/security/apps/new/", ["code": site.code(begun.app), "name": "", "enrolment": begun.enrolment])
            #expect(unnamed.status == .unprocessableContent && unnamed.body.contains("This field is required."))
            _ = try await site.gatehouse.accounts.signUp(email: "eve@example.com", password: "correct horse")
            let eve = TestBrowser(site.router)
            try await eve.get("/signin/")
            try await eve.submit("/signin/", ["email": "eve@example.com", "password": "correct horse"])
            try await eve.get("/security/apps/new/")
            let stolen = try await eve.submit(
                "/security/apps/new/", ["code": site.code(begun.app), "name": "x", "enrolment": begun.enrolment])
            #expect(stolen.status == .unprocessableContent && stolen.body.contains("This took too long."))
            let told = try await eve.submit(
                "/security/apps/new/", ["code": site.code(begun.app), "name": "x", "enrolment": begun.enrolment],
                headers: [.accept: "application/json"])
            #expect(told.body.contains("\"code\":\"enrolment_expired\""), "\(told.body)")
            let sent = ["code": site.code(begun.app), "name": "Phone", "enrolment": begun.enrolment]
            #expect(try await browser.submit("/security/apps/new/", sent).status == .found)
            try await browser.get("/security/apps/new/")
            let twice = try await browser.submit("/security/apps/new/", sent)
            #expect(twice.status == .unprocessableContent && twice.body.contains("This app is added already."))
        }
    }

    @Test("AS5: a session by password alone, and one of long ago, can neither add nor remove an app")
    func fresh() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            let app = try await site.addApp(browser)
            let id = try #require(try await site.apps().apps(of: try await site.account().id!).first?.id)
            site.clock.advance(by: 601)
            try await browser.get("/security/apps/")
            let old = try await browser.submit("/security/apps/remove/", ["app": id])
            #expect(old.status == .unauthorized)
            let page = try await browser.get("/security/apps/new/")
            #expect(page.headers[.location] == "/signin/?next=/security/apps/new/&again=1")
            // The password alone does not do.
            try await browser.get("/signin/?next=/security/apps/new/&again=1")
            let again = try await browser.submit("/signin/", FactorSite.ada.merging(["again": "1"]) { $1 })
            #expect(again.headers[.location] == "/signin/factor/")
            #expect(try await browser.get("/security/apps/").headers[.location]?.hasPrefix("/signin/") == true)
            try await browser.get("/signin/factor/")
            try await browser.submit("/signin/factor/app/", ["code": site.nextCode(app)])
            try await browser.get("/security/apps/")
            let removed = try await browser.submit("/security/apps/remove/", ["app": id])
            #expect(removed.headers[.location] == "/security/apps/")
            #expect(site.events.kinds.contains("account.factor-removed"))
            // AS6: without a factor nothing is asked for.
            let (_, plain) = try await site.shown()
            #expect(plain.headers[.location] == "/index/")
        }
    }

    @Test("AS7: adding an app ends the account's other sessions, and lifts this one")
    func others() async throws {
        try await withFactors { site in
            let (other, _) = try await site.shown()
            let (browser, _) = try await site.shown()
            let before = browser.cookies["sessionid"]
            _ = try await site.addApp(browser)
            #expect(try await other.get("/index/").headers[.location] == "/signin/")
            #expect(try await browser.get("/index/").body.contains("ada@example.com"))
            #expect(browser.cookies["sessionid"] != before)
        }
    }

    @Test("AS9: all factors of an account share a few tries, and another sign-in does not refill them")
    func tries() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            let app = try await site.addApp(browser)
            let (first, _) = try await site.shown()
            try await first.get("/signin/factor/")
            for _ in 0..<3 { try await first.submit("/signin/factor/app/", ["code": "000000"]) }
            let (second, _) = try await site.shown()
            try await second.get("/signin/factor/")
            for _ in 0..<2 { try await second.submit("/signin/factor/app/", ["code": "000000"]) }
            let full = try await second.submit("/signin/factor/app/", ["code": site.nextCode(app)])
            #expect(full.status == .tooManyRequests && full.body.contains("Too many attempts."))
            #expect(full.headers[.retryAfter] != nil)
            site.clock.advance(by: 61)
            #expect(try await second.submit("/signin/factor/app/", ["code": site.code(app)]).status == .found)
        }
    }

    @Test("AS12: a new password by mail does not switch the factor off, and does not sign in")
    func reset() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            _ = try await site.addApp(browser)
            var ada = try await site.account()
            _ = try await site.gatehouse.administration.setPassword("another horse", of: &ada)
            let other = TestBrowser(site.router)
            try await other.get("/signin/")
            let answer = try await other.submit(
                "/signin/", ["email": "ada@example.com", "password": "another horse"])
            #expect(answer.headers[.location] == "/signin/factor/")
        }
    }

    @Test("accounts that must have a factor add one before they are signed in")
    func required() async throws {
        try await withFactors(required: { $0.email.hasPrefix("ada") }) { site in
            let (browser, answer) = try await site.shown()
            #expect(answer.headers[.location] == "/security/apps/new/")
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            let begun = try await site.beginApp(browser)
            let added = try await browser.submit(
                "/security/apps/new/",
                ["code": site.code(begun.app), "name": "Phone", "enrolment": begun.enrolment])
            #expect(added.headers[.location] == "/index/")
            #expect(try await browser.get("/index/").body.contains("ada@example.com"))
            let (_, again) = try await site.shown()
            #expect(again.headers[.location] == "/signin/factor/")
        }
    }

    @Test("a program gets the secret, adds the app, and signs in with its code")
    func json() async throws {
        try await withFactors { site in
            let accept: HTTPFields = [.accept: "application/json"]
            let (browser, _) = try await site.shown(headers: accept)
            let begun = try await browser.get("/security/apps/new/", headers: accept).body
            #expect(begun.contains("\"otpauth\":\"otpauth://totp/") && begun.contains("\"secret\":\""))
            let app = try await site.addApp(browser)
            let (other, waits) = try await site.shown(headers: accept)
            #expect(waits.body.contains("\"step\":\"second-factor\""))
            let asked = try await other.get("/signin/factor/", headers: accept).body
            #expect(asked.contains("\"factor\":\"app\"") && asked.contains("\"fields\":[\"code\",\"remember\"]"))
            try await other.get("/signin/factor/")
            let wrong = try await other.submit("/signin/factor/app/", ["code": "000000"], headers: accept)
            #expect(wrong.body.contains("\"code\":\"factor_wrong\""))
            let right = try await other.submit("/signin/factor/app/", ["code": site.nextCode(app)], headers: accept)
            #expect(right.body.contains("\"next\":\"/index/\"") && !right.body.contains("step"))
        }
    }

    @Test("several apps have names, which can change; a stranger's app is none")
    func names() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            _ = try await site.addApp(browser)
            site.clock.advance(by: 31)
            _ = try await site.addApp(browser, named: "Tablet")
            let id = try #require(try await site.apps().apps(of: try await site.account().id!).last?.id)
            try await browser.get("/security/apps/")
            let renamed = try await browser.submit("/security/apps/rename/", ["app": id, "name": "Old <b>tablet"])
            #expect(renamed.status == .unprocessableContent)
            try await browser.submit("/security/apps/rename/", ["app": id, "name": "Old tablet"])
            let page = try await browser.get("/security/apps/").body
            #expect(page.contains("<bdi>Old tablet</bdi>") && page.contains("<bdi>Phone</bdi>"))
            #expect(try await browser.submit("/security/apps/remove/", ["app": "nobody"]).status == .notFound)
        }
    }

    @Test("what is kept goes with the account, and its owner takes away what is no secret")
    func record() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            _ = try await site.addApp(browser)
            let ada = try await site.account()
            let export = try await site.gatehouse.lifecycle.export(of: ada)
            let kept = try #require(export[path: "data", "authenticator_apps"]?.array?.values.first?.document)
            #expect(kept["name"]?.string == "Phone" && kept.keys == ["name", "added"])
            _ = try await site.gatehouse.administration.delete(ada)
            #expect(try await site.apps().apps(of: ada.id!).isEmpty)
        }
    }

    @Test("an operator takes all factors from an account, which ends its sessions")
    func reset_by_operator() async throws {
        try await withFactors { site in
            let (browser, _) = try await site.shown()
            _ = try await site.addApp(browser)
            let ended = try await site.gatehouse.administration.resetFactors(of: try await site.account())
            #expect(ended >= 1)
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            let (_, plain) = try await site.shown()
            #expect(plain.headers[.location] == "/index/")
            #expect(site.events.kinds.contains("account.factors-reset"))
        }
    }

    @Test("the owner is told by mail that an operator took the factors, once and where there were some")
    func mailed_by_operator() async throws {
        let mails = MemoryMailTransport()
        let from = try #require(MailAddress("site@example.com"))
        try await withFactors(mail: MailSettings(mails, from: from)) { site in
            _ = try await site.shown()
            _ = try await site.gatehouse.administration.resetFactors(of: try await site.account())
            _ = try await site.addApp(try await site.shown().0)
            _ = try await site.gatehouse.administration.resetFactors(of: try await site.account())
            var texts: [String] = []
            while texts.last?.contains("your devices were signed out") != true {
                texts.append(try await mails.next(to: "ada@example.com").text)
            }
            // Nothing was taken the first time.
            #expect(texts.dropLast().last?.contains("An authenticator app was added") == true, "\(texts)")
            #expect(texts.last?.contains("removed all second factors") == true)
        }
    }
}
