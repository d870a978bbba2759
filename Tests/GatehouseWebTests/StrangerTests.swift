import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

/// What a stranger makes of somebody's address, and what the owner's click on the mail makes of it.
@Suite("U6: nothing is made good that only a stranger knows the password of")
struct StrangerTests {
    @Test(
        "U6: a stranger's account with my address is not verified by my click, and goes when I say that it is not mine")
    func strangersAccount() async throws {
        try await withPeople { site in
            let stranger = TestBrowser(site.router)
            try await stranger.get("/signup/")
            try await stranger.submit("/signup/", PeopleSite.mia)
            let path = try await site.mail().path
            let owner = TestBrowser(site.router)
            let page = try await owner.get(path)
            #expect(page.body.contains("name=\"password\"") && page.body.contains("This wasn't me"))
            for password in ["", "my own horse"] {
                #expect(try await owner.submit(path, ["password": password]).status == .unprocessableContent)
            }
            let account = try #require(try await site.gatehouse.accounts.find(email: "mia@example.com"))
            #expect(account.emailVerifiedDate == nil)
            #expect(try await owner.submit(path + "not-me/").headers[.location] == "/signin/")
            #expect(try await owner.get("/signin/").body.contains("was removed"))
            #expect(try await site.gatehouse.accounts.find(email: "mia@example.com") == nil)
            #expect(try await stranger.get("/index/").headers[.location] == "/signin/")
            #expect(try await owner.get(path).status == .notFound)
            try await owner.get("/signup/")
            #expect(try await owner.submit("/signup/", PeopleSite.mia).headers[.location] == "/index/")
        }
    }

    @Test("U6: the owner confirms in another browser with the password, and is signed in there")
    func ownAccount() async throws {
        try await withPeople { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            try await browser.submit("/signup/", PeopleSite.mia)
            let path = try await site.mail().path
            let phone = TestBrowser(site.router)
            try await phone.get(path)
            #expect(try await phone.submit(path, ["password": "correct horse"]).headers[.location] == "/index/")
            #expect(try await phone.get("/index/").body.contains("Your email address is confirmed."))
            let account = try await site.gatehouse.accounts.find(email: "mia@example.com")
            #expect(account?.emailVerifiedDate != nil)
        }
    }

    @Test("U6: somebody who waits for the address at the gate confirms it by the link, and is in")
    func waiting() async throws {
        try await withPeople {
            $0.gate.requiresVerifiedEmail = true
        } _: { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            let signedUp = try await browser.submit("/signup/", PeopleSite.mia)
            #expect(signedUp.headers[.location] == "/signin/verify-email/")
            let path = try await site.mail().path
            #expect(!(try await browser.get(path).body.contains("name=\"password\"")))
            #expect(try await browser.submit(path).headers[.location] == "/index/")
            #expect(try await browser.get("/index/").body.contains("mia@example.com"))
        }
    }

    @Test("U6: a stranger's account does not get my address by my click")
    func strangersChange() async throws {
        try await withPeople { site in
            let stranger = try await site.signedIn(["email": "eve@example.com", "nickname": "eve"])
            try await stranger.get("/email/change/")
            try await stranger.submit("/email/change/", ["email": "mia@example.com", "password": "correct horse"])
            let path = try await site.mail().path
            let owner = TestBrowser(site.router)
            #expect(try await owner.get(path).body.contains("name=\"password\""))
            for password in ["", "my own horse"] {
                #expect(try await owner.submit(path, ["password": password]).status == .unprocessableContent)
            }
            // Nor by that of somebody who is signed in to an account of their own.
            let other = try await site.signedIn(["email": "ben@example.com", "nickname": "ben"])
            try await other.get(path)
            #expect(try await other.submit(path).status == .unprocessableContent)
            #expect(try await site.gatehouse.accounts.find(email: "mia@example.com") == nil)
            try await owner.get(path)
            #expect(try await owner.submit(path + "not-me/").headers[.location] == "/signin/")
            #expect(try await owner.get(path).status == .notFound)
            #expect(try await site.gatehouse.accounts.find(email: "eve@example.com") != nil)
        }
    }

    @Test("a program confirms with the password, and is told what the link asks for")
    func program() async throws {
        try await withPeople { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            try await browser.submit("/signup/", PeopleSite.mia)
            let path = try await site.mail().path
            let program = TestBrowser(site.router)
            let link = try await program.json(path).value
            guard case .array(let fields)? = link["fields"] else {
                Issue.record("no fields")
                return
            }
            #expect(link["email"] == "mia@example.com" && fields.map { $0["name"] } == ["password"])
            let refused = try await program.post(json: ["password": "wrong"], to: path)
            #expect(refused.page.status == .unprocessableContent && refused.value["errors"]?["password"] != nil)
            let done = try await program.post(json: ["password": "correct horse"], to: path)
            #expect(done.page.status == .ok && done.value["next"] == "/index/")
        }
    }
}

@Suite("Ways from sign-up and to sign-in")
struct SignUpWayTests {
    @Test("a sign-up signs in, with a new token, and leads to the page that was wanted")
    func next() async throws {
        try await withPeople { site in
            let browser = TestBrowser(site.router)
            let page = try await browser.get("/signin/?next=/profile/")
            #expect(page.body.contains("href=\"/signup/?next=/profile/\""))
            let form = try await browser.get("/signup/?next=/profile/")
            #expect(form.body.contains("name=\"next\" value=\"/profile/\""))
            #expect(form.body.contains("href=\"/signin/?next=/profile/\""))
            let refused = try await browser.submit(
                "/signup/", PeopleSite.mia.merging(["nickname": "", "next": "/profile/"]) { $1 })
            #expect(
                refused.status == .unprocessableContent && refused.body.contains("name=\"next\" value=\"/profile/\""))
            let done = try await browser.submit("/signup/", PeopleSite.mia.merging(["next": "/profile/"]) { $1 })
            #expect(done.headers[.location] == "/profile/")
            #expect(try await browser.get("/profile/").status == .ok)
            for next in ["https://evil.example/", "//evil.example/", "/\\evil.example"] {
                let other = TestBrowser(site.router)
                try await other.get("/signup/")
                let name = "n\(next.utf8.count)"
                let answer = try await other.submit(
                    "/signup/",
                    PeopleSite.mia.merging(["email": "\(name)@example.com", "nickname": name, "next": next]) { $1 })
                #expect(answer.headers[.location] == "/index/")
            }
        }
    }

    @Test("S7: the token of before a sign-up is nobody's afterwards")
    func token() async throws {
        try await withPeople { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            let before = browser.cookies["sessionid"]
            try await browser.submit("/signup/", PeopleSite.mia)
            let after = try #require(browser.cookies["sessionid"])
            #expect(after != before)
        }
    }

    @Test("where accounts sign in by several backends, a sign-up goes by the one that takes passwords")
    func backends() async throws {
        try await withPeople {
            $0.backends = ["remote-header", "email-password"]
            $0.web.trustedProxies = TrustedProxies(["10.0.0.1"]) ?? .none
        } _: { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            #expect(try await browser.submit("/signup/", PeopleSite.mia).headers[.location] == "/index/")
            #expect(try await browser.get("/index/").body.contains("mia@example.com"))
        }
    }

    @Test("a form that was open before somebody signed in says whose account goes on")
    func stale() async throws {
        try await withPeople { site in
            let browser = try await site.signedIn()
            let other = ["email": "ben@example.com", "password": "correct horse"]
            #expect(try await browser.submit("/signin/", other).headers[.location] == "/index/")
            let text = "You are signed in as mia@example.com. To use another account, sign out first."
            #expect(try await browser.get("/index/").body.contains(text))
            let signUp = PeopleSite.mia.merging(["email": "ben@example.com", "nickname": "ben"]) { $1 }
            #expect(try await browser.submit("/signup/", signUp).headers[.location] == "/index/")
            #expect(try await browser.get("/index/").body.contains(text))
            // The same account, as by a second click: there is nothing to say.
            let same = ["email": "MIA@example.com", "password": "x", "next": "/profile/"]
            #expect(try await browser.submit("/signin/", same).headers[.location] == "/profile/")
            #expect(!(try await browser.get("/index/").body.contains("sign out first")))
        }
    }
}
