import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@Suite("Pages as they are read out, filled in by managers, and written from right to left")
struct PageReadingTests {
    @Test("a form that is not taken says so in the title, in a summary that has the focus, and beside each field")
    func errors() async throws {
        try await withPeople { site in
            let browser = TestBrowser(site.router)
            let fresh = try await browser.get("/signup/").body
            #expect(fresh.contains("<title>Sign up · ") && !fresh.contains("class=\"errors\""))
            var fields = PeopleSite.mia
            (fields["nickname"], fields["password_retype"]) = ("", "another")
            let page = try await browser.submit("/signup/", fields).body
            #expect(page.contains("<title>Error: Sign up · "))
            #expect(page.contains("<div class=\"errors\" role=\"alert\" tabindex=\"-1\" autofocus>"))
            #expect(
                page.contains(
                    "<a href=\"#id_nickname\"><bdi>Nickname</bdi>: <bdi>This field is required.</bdi></a>"))
            #expect(page.contains("<a href=\"#id_password_retype\">"))
            #expect(page.matches(of: #/aria-invalid="true" aria-describedby="[^"]*_error"/#).count == 2)
            #expect(page.contains("id=\"id_nickname_error\""))
        }
    }

    @Test("what is wrong with a form as a whole stands in the summary, too, and what is wrong with a hidden field")
    func formErrors() async throws {
        try await withPeople { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signin/")
            let page = try await browser.submit("/signin/", ["email": "mia@example.com", "password": "wrong"]).body
            #expect(page.contains("<title>Error: Sign in · "))
            #expect(page.firstMatch(of: #/class="errors"[^>]*>\s*<ul>\s*<li>Email and password/#) != nil)
            #expect(!page.contains("Check what you entered"))
            var form = BoundForm([FormField("seal", label: "Seal", .hidden)])
            form.add(Message("Broken."), to: "seal")
            let (shown, gatehouse) = (form, site.gatehouse)
            site.router.get("own") { _, context in
                try await gatehouse.page("profile", form: shown, for: context.visit)
            }
            let own = try await TestBrowser(site.router).get("/own").body
            #expect(own.contains("<li><bdi>Broken.</bdi></li>"), "there is nothing to go to")
        }
    }

    @Test("a form about a password tells managers whose it is, out of sight, and sends it nowhere")
    func usernames() async throws {
        try await withPeople {
            $0.gate.demandsNewPasswords = true
        } _: { site in
            let field =
                "<input class=\"unseen\" type=\"text\" autocomplete=\"username\" value=\"mia@example.com\" readonly "
                + "tabindex=\"-1\" aria-hidden=\"true\">"
            let browser = try await site.signedIn()
            for path in ["/password/change/", "/email/change/", "/account/delete/"] {
                #expect(try await browser.get(path).body.contains(field), "\(path)")
                #expect(try await browser.submit(path, [:]).body.contains(field), "\(path)")
            }
            for path in ["/profile/", "/signin/?again=1"] {
                #expect(try await !browser.get(path).body.contains("unseen"), "\(path)")
            }
            let stranger = TestBrowser(site.router)
            for path in ["/signin/", "/signup/", "/password/reset/"] {
                #expect(try await !stranger.get(path).body.contains("unseen"), "\(path)")
            }
            try await stranger.submit("/password/reset/", ["email": "mia@example.com"])
            let link = try await site.mail().path
            #expect(try await stranger.get(link).body.contains(field))
            #expect(try await stranger.submit(link, ["password": "a", "password_retype": "b"]).body.contains(field))

            let mia = try #require(try await site.gatehouse.accounts.find(email: "mia@example.com"))
            _ = try await site.gatehouse.administration.demandNewPassword(of: mia)
            try await stranger.get("/signin/")
            try await stranger.submit("/signin/", ["email": "mia@example.com", "password": "correct horse"])
            #expect(try await stranger.get("/signin/new-password/").body.contains(field))
            #expect(try await stranger.submit("/signin/new-password/", ["password": "a"]).body.contains(field))
        }
    }

    @Test("a link that makes an account tells managers whose")
    func usernameOfLink() async throws {
        try await withPeople {
            $0.web.verifiesBeforeSignUp = true
        } _: { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            try await browser.submit("/signup/", PeopleSite.mia)
            let link = try await site.mail().path
            #expect(try await browser.get(link).body.contains("autocomplete=\"username\" value=\"mia@example.com\""))
        }
    }

    @Test("a link about an address tells managers that address, also to somebody who is signed in to another account")
    func usernameOfAddress() async throws {
        try await withPeople { site in
            let other = try await site.signedIn()
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            try await browser.submit(
                "/signup/", PeopleSite.mia.merging(["email": "ben@example.com", "nickname": "ben"]) { $1 })
            let link = try await site.mail(to: "ben@example.com").path
            let page = try await other.get(link).body
            #expect(page.contains("autocomplete=\"username\" value=\"ben@example.com\""))
            #expect(!page.contains("value=\"mia@example.com\""))
        }
    }

    @Test("in Arabic, values stand in their own direction in pages, titles and mails; in English nothing is added")
    func directions() async throws {
        try await withPeople {
            $0.web.siteName = "People!"
            $0.lifecycle.deletionGrace = .seconds(3 * 86_400)
        } _: { site in
            let browser = try await site.signedIn()
            let arabic: HTTPFields = [.acceptLanguage: "ar"]
            let index = try await browser.get("/index/", headers: arabic).body
            #expect(index.contains("<title>حسابك · \u{2068}People!\u{2069}</title>"))
            #expect(index.contains("مرحبًا، \u{2068}mia@example.com\u{2069}"))
            #expect(index.contains("<bdi>mia@example.com</bdi>"))
            let deletion = try await browser.get("/account/delete/", headers: arabic).body
            #expect(deletion.contains("بعد 3 أيام."), "few")
            #expect(try await !browser.get("/index/").body.unicodeScalars.contains("\u{2068}"))
            #expect(try await browser.get("/account/delete/").body.contains("will be deleted in 3 days."))

            try await browser.get("/account/delete/")
            try await browser.submit("/account/delete/", ["password": "correct horse"], headers: arabic)
            let mail = try await site.mail().message
            #expect(mail.subject.hasSuffix(" · \u{2068}People!\u{2069}"))
            let html = try #require(mail.html)
            for text in [mail.text, html] {
                #expect(text.contains("مرحبًا، \u{2068}mia@example.com\u{2069}"))
                #expect(text.firstMatch(of: #/\u{2068}\d{4}-\d\d-\d\d \d\d:\d\d\u{2069}/#) != nil)
            }
            #expect(html.contains("dir=\"rtl\" style="))
            #expect(html.contains("<span dir=\"ltr\">https://people.example/signin/</span>"))
        }
    }
}
