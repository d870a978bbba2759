import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@Suite("The account's pages")
struct AccountPageTests {
    @Test("an address is confirmed by a mail's link, which a mail scanner may open without using it up (F3, T1)")
    func verification() async throws {
        try await withPeople { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            try await browser.submit("/signup/", PeopleSite.mia)
            let (message, path) = try await site.mail()
            #expect(message.subject == "Confirm your email address · Gatehouse")
            #expect(path.hasPrefix("/email/verify/"))
            try await site.signIn(browser)
            #expect(try await browser.get("/index/").body.contains("not confirmed yet"))
            for _ in 0..<3 { #expect(try await TestBrowser(site.router).get(path).body.contains("mia@example.com")) }
            try await browser.get(path)
            #expect(try await browser.submit(path).headers[.location] == "/index/")
            let index = try await browser.get("/index/")
            #expect(
                index.body.contains("Your email address is confirmed.") && !index.body.contains("not confirmed yet"))
            #expect(try await browser.submit(path).status == .notFound)
            #expect(try await browser.get(path).status == .notFound)
        }
    }

    @Test("another mail can be asked for, and each link works once")
    func resending() async throws {
        try await withPeople { site in
            let browser = try await site.signedIn()
            try await browser.get("/email/verify/")
            #expect(try await browser.submit("/email/verify/").headers[.location] == "/index/")
            let path = try await site.mail().path
            try await browser.get(path)
            #expect(try await browser.submit(path).status == .found)
            #expect(try await browser.get("/email/verify/").body.contains("Your email address is confirmed."))
        }
    }

    @Test("E3: where an address is verified first, sign-up answers alike for one that has an account")
    func verifiedSignUp() async throws {
        try await withPeople {
            $0.web.verifiesBeforeSignUp = true
        } _: { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            let first = try await browser.submit("/signup/", PeopleSite.mia)
            let path = try await site.mail().path
            #expect(try await site.gatehouse.accounts.find(email: "mia@example.com") == nil)
            #expect(path.hasPrefix("/signup/"))
            #expect(try await browser.get(path).body.contains("Make my account"))
            // Who reads the mailbox and did not choose the password gets no account to which another has the key.
            for password in ["", "another horse"] {
                #expect(try await browser.submit(path, ["password": password]).status == .unprocessableContent)
            }
            #expect(try await site.gatehouse.accounts.find(email: "mia@example.com") == nil)
            #expect(try await browser.submit(path, ["password": "correct horse"]).headers[.location] == "/index/")
            #expect(!(try await browser.get("/index/").body.contains("not confirmed yet")))

            let other = TestBrowser(site.router)
            try await other.get("/signup/")
            let second = try await other.submit("/signup/", PeopleSite.mia.merging(["nickname": "else"]) { $1 })
            #expect(second.status == first.status && second.headers[.location] == first.headers[.location])
            #expect(second.body == first.body)
            let message = try await site.mail().message
            #expect(message.subject == "You already have an account · Gatehouse")
            #expect(!message.text.contains("/signup/"))
        }
    }

    @Test("a forgotten password is replaced by a mail's link, once, and all sessions end (T1, T2)")
    func reset() async throws {
        try await withPeople { site in
            let signedIn = try await site.signedIn()
            let browser = TestBrowser(site.router)
            try await browser.get("/password/reset/")
            #expect(
                try await browser.submit("/password/reset/", ["email": "MIA@example.com"]).headers[.location]
                    == "/signin/")
            #expect(try await browser.get("/signin/").body.contains("If there is an account with this address"))
            let path = try await site.mail().path
            try await browser.get(path)
            let weak = try await browser.submit(path, ["password": "short", "password_retype": "short"])
            #expect(weak.status == .unprocessableContent && weak.body.contains("at least 8 characters"))
            let new = ["password": "another horse", "password_retype": "another horse"]
            #expect(try await browser.submit(path, new).headers[.location] == "/signin/")
            #expect(try await site.mail().message.subject.hasPrefix("Your password was changed"))
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            #expect(try await signedIn.get("/index/").headers[.location] == "/signin/")
            #expect(try await browser.submit(path, new).status == .notFound)
            try await site.signIn(browser, ["email": "mia@example.com", "password": "another horse"])
        }
    }

    @Test("E4: a reset is answered alike for nobody's address, and while the mail server stalls")
    func resetAnswers() async throws {
        try await withPeople { site in
            _ = try await site.signedIn()
            var answers: Set<String> = []
            for email in ["mia@example.com", "nobody@example.com"] {
                let browser = TestBrowser(site.router)
                try await browser.get("/password/reset/")
                let page = try await browser.submit("/password/reset/", ["email": email])
                let shown = try await browser.get("/signin/").body.replacing(#/value="[^"]{64}"/#, with: "")
                answers.insert("\(page.status) \(page.headers[.location] ?? "") \(shown)")
            }
            #expect(answers.count == 1)
        }
        let gate = AsyncStream.makeStream(of: Void.self)
        let stalling = MemoryMailTransport { _ in for await _ in gate.stream {} }
        try await withPeople {
            $0.mail?.transport = stalling
        } _: { site in
            _ = try await site.gatehouse.accounts.signUp(
                email: "mia@example.com", password: "correct horse", fields: ["nickname": "mia"])
            let browser = TestBrowser(site.router)
            try await browser.get("/password/reset/")
            #expect(try await browser.submit("/password/reset/", ["email": "mia@example.com"]).status == .found)
            gate.continuation.finish()
        }
    }

    @Test("P8, C8: a password is changed with the current one, and other devices are signed out")
    func passwordChange() async throws {
        try await withPeople { site in
            let browser = try await site.signedIn()
            let other = TestBrowser(site.router)
            try await site.signIn(other)
            try await browser.get("/password/change/")
            let new = ["password": "another horse", "password_retype": "another horse"]
            let without = try await browser.submit("/password/change/", new)
            #expect(without.status == .unprocessableContent && without.body.contains("This field is required."))
            let wrong = try await browser.submit("/password/change/", new.merging(["current_password": "x"]) { $1 })
            #expect(wrong.status == .unprocessableContent && wrong.body.contains("The password is not right."))
            #expect(try await other.get("/index/").status == .ok)
            let right = new.merging(["current_password": "correct horse"]) { $1 }
            #expect(try await browser.submit("/password/change/", right).headers[.location] == "/index/")
            #expect(try await browser.get("/index/").body.contains("Your password was changed."))
            #expect(try await other.get("/index/").headers[.location] == "/signin/")
            #expect(try await site.mail().message.subject.hasPrefix("Your password was changed"))
        }
    }

    @Test("T3: a new address needs the password and a link that is mailed to it; the old one is told")
    func emailChange() async throws {
        try await withPeople { site in
            let browser = try await site.signedIn()
            try await browser.get("/email/change/")
            let wrong = try await browser.submit("/email/change/", ["email": "new@example.com", "password": "x"])
            #expect(wrong.status == .unprocessableContent && wrong.body.contains("value=\"new@example.com\""))
            let sent = try await browser.submit(
                "/email/change/", ["email": "New@Example.com", "password": "correct horse"])
            #expect(sent.headers[.location] == "/index/")
            let path = try await site.mail(to: "new@example.com").path
            #expect(try await browser.get("/index/").body.contains("mia@example.com"))
            try await browser.get(path)
            #expect(try await browser.submit(path).status == .found)
            #expect(try await browser.get("/index/").body.contains("new@example.com"))
            #expect(try await site.mail().message.text.contains("new@example.com"))
            try await site.signIn(TestBrowser(site.router), ["email": "new@example.com", "password": "correct horse"])
        }
    }

    @Test("C8: the devices of an account are listed in words, and ended one by one or all at once")
    func devices() async throws {
        try await withPeople { site in
            let browser = try await site.signedIn()
            let others = [TestBrowser(site.router), TestBrowser(site.router), TestBrowser(site.router)]
            for other in others {
                try await other.get("/signin/")
                try await other.submit(
                    "/signin/", ["email": "mia@example.com", "password": "correct horse"],
                    headers: [.userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0"])
            }
            let page = try await browser.get("/devices/")
            #expect(page.body.contains("Firefox on Linux") && page.body.contains("This device"))
            let id = try #require(page.body.firstMatch(of: #/name="device" value="([^"]+)"/#)?.1)
            #expect(
                try await browser.submit("/devices/revoke/", ["device": String(id)]).headers[.location] == "/devices/")
            func signedIn() async throws -> Int {
                var count = 0
                for other in others where try await other.get("/index/").status == .ok { count += 1 }
                return count
            }
            #expect(try await signedIn() == 2)
            try await browser.get("/devices/")
            #expect(try await browser.submit("/devices/revoke/", ["device": String(id)]).status == .notFound)
            #expect(try await browser.submit("/devices/revoke-others/").headers[.location] == "/devices/")
            #expect(try await signedIn() == 0)
            #expect(try await browser.get("/index/").status == .ok)
        }
    }

    @Test("nobody ends another's session")
    func othersDevices() async throws {
        try await withPeople { site in
            let mia = try await site.signedIn()
            let ben = try await site.signedIn(["email": "ben@example.com", "nickname": "ben"])
            guard case .array(let devices)? = try await mia.json("/devices/").value["devices"] else {
                Issue.record("no devices")
                return
            }
            let id = try #require(devices.first?["id"]?.string)
            try await ben.get("/index/")
            #expect(try await ben.submit("/devices/revoke/", ["device": id]).status == .notFound)
            #expect(try await mia.get("/index/").status == .ok)
        }
    }

    @Test("an account is deleted after a time in which its owner keeps it by signing in")
    func deletion() async throws {
        try await withPeople { site in
            let browser = try await site.signedIn()
            #expect(try await browser.get("/account/delete/").body.contains("deleted in 14 days"))
            #expect(try await browser.submit("/account/delete/", ["password": "x"]).status == .unprocessableContent)
            #expect(try await browser.get("/index/").status == .ok)
            let done = try await browser.submit("/account/delete/", ["password": "correct horse"])
            #expect(done.headers[.location] == "/signin/")
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            #expect(try await site.mail().message.subject.hasPrefix("Your account will be deleted"))
            try await site.signIn(browser)
            #expect(try await browser.get("/index/").body.contains("Your account is not deleted"))
        }
        try await withPeople {
            $0.lifecycle.deletionGrace = .zero
        } _: { site in
            let browser = try await site.signedIn()
            #expect(try await browser.get("/account/delete/").body.contains("at once"))
            try await browser.submit("/account/delete/", ["password": "correct horse"])
            #expect(try await site.gatehouse.accounts.find(email: "mia@example.com") == nil)
            #expect(try await site.mail().message.subject.hasPrefix("Your account was deleted"))
        }
    }

    @Test("all that is stored can be downloaded by who signed in recently, but no password")
    func export() async throws {
        let clock = Clock()
        try await withPeople {
            $0.now = { clock.now }
        } _: { site in
            let browser = try await site.signedIn()
            let page = try await browser.get("/account/export/")
            #expect(page.headers[.contentType] == "application/json")
            #expect(page.headers[.contentDisposition] == "attachment; filename=\"account.json\"")
            let account = try #require(JSONValue(page.body)?["account"])
            #expect(account["nickname"] == "mia" && account["password"] == nil)
            #expect(!page.body.contains("argon2"))
            clock.advance(by: 601)
            let again = try await browser.get("/account/export/")
            #expect(again.headers[.location] == "/signin/?next=/account/export/&again=1")
            let form = try await browser.get("/signin/?next=/account/export/&again=1")
            #expect(form.body.contains("Sign in again to go on.") && !form.body.contains("name=\"remember\""))
        }
    }

    @Test("the profile is edited with the document's own rules, and what was typed is kept")
    func profile() async throws {
        try await withPeople { site in
            let browser = try await site.signedIn()
            _ = try await site.signedIn(["email": "ben@example.com", "nickname": "ben"])
            let form = try await browser.get("/profile/")
            #expect(form.body.contains("value=\"mia\"") && form.body.contains("value=\"38\""))
            for (changes, message) in [
                (["nickname": "m", "shoe_size": "38"], "at least 2 characters"),
                (["nickname": "mia", "shoe_size": "80"], "less than or equal to 60"),
                (["nickname": "mia", "shoe_size": "big"], "Enter a whole number."),
                (["nickname": "ben", "shoe_size": "38"], "This value is already taken."),
            ] {
                let page = try await browser.submit("/profile/", changes)
                #expect(page.status == .unprocessableContent && page.body.contains(message), "\(changes)")
                #expect(page.body.contains("value=\"\(changes["nickname"] ?? "")\""))
            }
            let saved = try await browser.submit(
                "/profile/", ["nickname": "mimi", "shoe_size": "", "language": "de", "email": "x@example.com"])
            #expect(saved.headers[.location] == "/profile/")
            let user = try #require(try await site.gatehouse.accounts.find(email: "mia@example.com"))
            #expect(user.nickname == "mimi" && user.shoeSize == nil && user.language == "de")
            #expect(try await browser.get("/index/").body.contains("<html lang=\"de\""))
        }
    }

    @Test("staying signed in is a choice where it is offered")
    func remembering() async throws {
        try await withPeople { site in
            _ = try await site.signedIn()
            for (fields, lasts) in [
                ([:], true), (["remember_offered": "1"], false), (["remember_offered": "1", "remember": "on"], true),
            ] as [([String: String], Bool)] {
                let browser = TestBrowser(site.router)
                try await browser.get("/signin/")
                let page = try await browser.submit(
                    "/signin/", ["email": "mia@example.com", "password": "correct horse"].merging(fields) { $1 })
                let cookie = try #require(page.headers[values: .setCookie].first { $0.hasPrefix("sessionid=") })
                #expect(cookie.contains("Max-Age=1209600") == lasts, "\(fields)")
            }
        }
    }

    @Test("sign-up takes fields of other types and tells of a value that is taken", arguments: [false, true])
    func signUpFields(verifiesFirst: Bool) async throws {
        try await withPeople {
            $0.web.verifiesBeforeSignUp = verifiesFirst
        } _: { site in
            _ = try await site.gatehouse.accounts.signUp(
                email: "ben@example.com", password: "correct horse", fields: ["nickname": "ben"])
            let browser = TestBrowser(site.router)
            for (changes, message) in [
                (["shoe_size": "big"], "Enter a whole number."), (["shoe_size": "3"], "greater than or equal to 10"),
            ] {
                try await browser.get("/signup/")
                let page = try await browser.submit("/signup/", PeopleSite.mia.merging(changes) { $1 })
                #expect(page.status == .unprocessableContent && page.body.contains(message), "\(changes)")
            }
            if !verifiesFirst {
                let page = try await browser.submit("/signup/", PeopleSite.mia.merging(["nickname": "ben"]) { $1 })
                #expect(page.status == .unprocessableContent && page.body.contains("This value is already taken."))
            }
            #expect(try await browser.submit("/signup/", PeopleSite.mia).status == .found)
            let path = try await site.mail().path
            if verifiesFirst {
                try await browser.get(path)
                #expect(try await browser.submit(path, ["password": "correct horse"]).status == .found)
            }
            #expect(try await site.gatehouse.accounts.find(email: "mia@example.com")?.shoeSize == 38)
        }
    }
}
