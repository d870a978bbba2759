import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@Suite("The pages for programs")
struct JSONTests {
    private let credentials: JSONValue = ["email": "mia@example.com", "password": "correct horse"]

    @Test("an application names the codes of pages, as where it has words of its own for them")
    func codes() async throws {
        let words: [Message.Code: String] = [
            .invalidLogin: "No.", .alreadySignedIn: "You are in.", .csrfFailed: "Again.",
        ]
        try await withPeople { site in
            let browser = TestBrowser(site.router)
            let wrong: JSONValue = ["email": "mia@example.com", "password": "wrong"]
            let answer = try await browser.post(json: wrong, to: "/signin/").value
            guard case .array(let errors)? = answer["form_errors"] else { throw FormDataError.malformed }
            #expect(words[Message.Code(try #require(errors.first?["code"]?.string))] == "No.")
            let signedIn = try await site.signedIn()
            let again = try await signedIn.post(json: wrong, to: "/signin/").value
            #expect(words[Message.Code(try #require(again["code"]?.string))] == "You are in.")
        }
    }

    @Test("a program signs up, in and out with JSON")
    func journey() async throws {
        try await withPeople { site in
            let program = TestBrowser(site.router)
            let form = try await program.json("/signup/").value
            guard case .array(let fields)? = form["fields"] else {
                Issue.record("no fields")
                return
            }
            let names = fields.map { $0["name"] }
            #expect(names.contains("nickname"))
            let signedUp = try await program.post(
                json: [
                    "email": "mia@example.com", "password": "correct horse", "password_retype": "correct horse",
                    "nickname": "mia", "shoe_size": 38,
                ], to: "/signup/")
            #expect(signedUp.page.status == .ok && signedUp.value["next"] == "/index/")
            #expect(try await program.json("/index/").value["user"]?["email"] == "mia@example.com")
            #expect(try await program.post(json: [:], to: "/signout/").value["next"] == "/")
            #expect(try await program.json("/index/").page.status == .unauthorized)
            let signedIn = try await program.post(json: credentials, to: "/signin/")
            #expect(signedIn.page.status == .ok && signedIn.value["next"] == "/index/")
            let index = try await program.json("/index/").value
            #expect(index["user"]?["email"] == "mia@example.com")
            #expect(try await program.post(json: [:], to: "/signout/").value["next"] == "/")
            #expect(try await program.json("/index/").page.status == .unauthorized)
        }
    }

    @Test("what is wrong is told by field, each with a code, as a problem of RFC 9457")
    func problems() async throws {
        try await withPeople { site in
            let program = TestBrowser(site.router)
            let answer = try await program.post(
                json: ["email": "no address", "password": "short", "password_retype": "other"], to: "/signup/")
            #expect(answer.page.status == .unprocessableContent)
            #expect(answer.page.headers[.contentType] == "application/problem+json")
            #expect(answer.value["status"] == 422)
            for field in ["email", "password", "password_retype", "nickname"] {
                guard case .array(let failures)? = answer.value["errors"]?[field], let first = failures.first else {
                    Issue.record("nothing of \(field)")
                    continue
                }
                #expect(first["code"]?.string?.isEmpty == false && first["message"]?.string?.isEmpty == false)
            }
            let refused = try await program.post(json: credentials, to: "/signin/")
            #expect(refused.page.status == .unprocessableContent)
            #expect(refused.value["detail"] == "Email and password do not match.")
        }
    }

    @Test("what was done has a code beside each text, in every language")
    func doneCodes() async throws {
        try await withPeople { site in
            let program = TestBrowser(site.router)
            let members = PeopleSite.mia.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
            let made = try await program.post(json: .object(members), to: "/signup/").value
            #expect(made["codes"] == ["account_created", "verification_mail_sent"])
            #expect(made["messages"]?.strings.count == 2)
            let saved = try await program.post(json: ["nickname": "maja", "shoe_size": 38], to: "/profile/").value
            #expect(saved["codes"] == ["profile_saved"])
            let deletion = try await program.post(json: ["password": "correct horse"], to: "/account/delete/").value
            #expect(deletion["codes"] == ["deletion_scheduled"])
            let kept = try await program.post(json: credentials, to: "/signin/").value
            #expect(kept["codes"] == ["account_kept"])
            #expect(try await program.post(json: [:], to: "/signout/").value["codes"] == [])
        }
    }

    @Test("a page of an application's own gives its messages codes, which templates get on the next page")
    func ownCodes() async throws {
        let page = PageName("note", at: "/note/")
        try await TestSite.run(
            Person.self, configure: { $0.web.accountFields = ["nickname"] },
            features: {
                InlineFeature<Person>("note") { _, parts in
                    parts.pages = [
                        Page(page, summary: "Save", get: { try await $0.show("note", [:], json: [:]) }) { context in
                            context.done(
                                "/note/",
                                [PageMessage("Saved.", code: "note_saved"), PageMessage("Done.", level: .info)])
                        }
                    ]
                    parts.templates = ["note": "{{#messages}}[{{level}} {{code}}: {{text}}]{{/messages}}"]
                }
            }
        ) { site in
            let answer = try await site.browser().post(json: [:], to: "/note/").value
            #expect(answer["codes"] == ["note_saved", "told"] && answer["messages"] == ["Saved.", "Done."])
            let browser = site.browser()
            try await browser.get("/signin/")
            #expect(try await browser.submit("/note/", [:]).headers[.location] == "/note/")
            let next = try await browser.get("/note/").body
            #expect(next.contains("[success note_saved: Saved.][info told: Done.]"), "\(next)")
        }
    }

    @Test("an HTTPError with words of its own has a code that says so")
    func httpError() async throws {
        try await withPeople { site in
            site.router.get("sold-out") { _, _ -> String in throw HTTPError(.conflict, message: "Sold out.") }
            let answer = try await TestBrowser(site.router).json("/sold-out").value
            #expect(answer["code"] == "http_error" && answer["detail"] == "Sold out." && answer["status"] == 409)
        }
    }

    @Test(
        "what is wrong with a sign-up has one exact code",
        arguments: [
            ("password", "kX9-q", "password_too_short"), ("password", "password1", "password_too_common"),
            ("password", "8462957301", "password_entirely_numeric"),
            ("password", "mia@example", "password_too_similar"),
            ("password", Leak.password, "password_breached"), ("password", "", "required"),
            ("password_retype", "another horse", "password_mismatch"), ("email", "BEN@example.com", "unique"),
            ("email", "no address", "invalid"), ("email", "", "required"), ("nickname", "ben", "unique"),
            ("nickname", "m", "min_length"), ("shoe_size", "9", "min_value"), ("shoe_size", "nine", "invalid"),
        ])
    func signUpCodes(field: String, value: String, code: String) async throws {
        try await withPeople {
            $0.passwordPolicy.validators.append(BreachedPasswordValidator(Leak()))
        } _: { site in
            let fields: [String: String] = ["nickname": "ben"]
            _ = try await site.gatehouse.accounts.signUp(
                email: "ben@example.com", password: "correct horse", fields: fields)
            var form = PeopleSite.mia.merging([field: value]) { $1 }
            if field == "password" { form["password_retype"] = value }
            let members = form.sorted { $0.key < $1.key }.map { JSONValue.Member($0.key, .string($0.value)) }
            let answer = try await TestBrowser(site.router).post(json: .object(members), to: "/signup/")
            #expect(answer.page.status == .unprocessableContent)
            guard case .object(let errors)? = answer.value["errors"], case .array(let failures)? = errors.first?.value
            else {
                Issue.record("no errors: \(answer.page.body)")
                return
            }
            #expect(failures.map { $0["code"] } == [.string(code)], "\(answer.page.body)")
            // A password that is missing is missing twice.
            #expect(
                errors.map(\.name) == (value.isEmpty && field == "password" ? [field, "password_retype"] : [field]))
        }
    }

    @Test("F1: a program needs the token, too; a page of another site has none")
    func csrf() async throws {
        try await withPeople { site in
            let program = TestBrowser(site.router)
            let without = try await program.post(json: credentials, to: "/signin/", token: "")
            #expect(without.page.status == .forbidden)
            #expect(without.page.headers[.contentType] == "application/problem+json")
            let token = try #require(try await program.json("/signin/").value["csrf_token"]?.string)
            #expect(
                try await program.post(json: credentials, to: "/signin/", token: token).page.status
                    == .unprocessableContent)
            let other = TestBrowser(site.router)
            #expect(try await other.post(json: credentials, to: "/signin/", token: token).page.status == .forbidden)
        }
    }

    @Test(
        "I1, I2, I3: values are texts, numbers and truths, once each; nothing else reaches a query",
        arguments: [
            #"{"email": {"$ne": ""}, "password": "x"}"#, #"{"email": ["a"], "password": "x"}"#, "[]", "\"x\"", "{", "",
            #"{"email": "a", "email": "b", "password": "x"}"#, #"{"email": "a\u0000b", "password": "x"}"#,
            #"{"email": "\ud800", "password": "x"}"#, #"{"email": 1.5, "password": "x"}"#,
            #"{"email": NaN}"#, #"{"email": "a@example.com", "password": true}"#,
            #"{"email": "a@example.com", "password": 12345678}"#, #"{"a": [[[["deep"]]]]}"#,
        ])
    func malformed(body: String) async throws {
        try await withPeople { site in
            let page = try await TestBrowser(site.router).send(
                .post, "/signin/",
                headers: [.origin: "http://localhost", .accept: "application/json", .contentType: "application/json"],
                body: body)
            #expect(page.status == .badRequest && page.headers[.contentType] == "application/problem+json")
        }
    }

    @Test("a program that is signed in already is told so, and what it sent was not looked at")
    func alreadySignedIn() async throws {
        try await withPeople { site in
            let program = try await site.signedIn()
            for path in ["/signin/", "/signup/"] {
                let answer = try await program.post(json: ["email": "x@example.com", "password": "wrong"], to: path)
                #expect(answer.page.status == .conflict)
            }
        }
    }

    @Test("S5: tries with JSON and with the form are counted together")
    func throttling() async throws {
        try await withPeople { site in
            _ = try await site.signedIn()
            let browser = TestBrowser(site.router, from: "203.0.113.5")
            for number in 0..<5 {
                if number % 2 == 0 {
                    _ = try await browser.post(json: ["email": "mia@example.com", "password": "wrong"], to: "/signin/")
                } else {
                    try await browser.get("/signin/")
                    try await browser.submit("/signin/", ["email": "mia@example.com", "password": "wrong"])
                }
            }
            #expect(try await browser.post(json: credentials, to: "/signin/").page.status == .tooManyRequests)
            try await browser.get("/signin/")
            #expect(
                try await browser.submit("/signin/", ["email": "mia@example.com", "password": "correct horse"]).status
                    == .tooManyRequests)
        }
    }

    @Test("D1: a JSON body has the same limit as a form, and its excess is told with 413")
    func size() async throws {
        try await withPeople { site in
            let body = JSONValue.object([.init("email", .string(String(repeating: "a", count: 70_000)))])
            let answer = try await TestBrowser(site.router).post(json: body, to: "/signin/")
            #expect(answer.page.status == .contentTooLarge)
        }
    }

    @Test("the mails asked for from one address are limited, for both, and say when to come again")
    func mailLimit() async throws {
        try await withPeople { site in
            _ = try await site.signedIn()
            let program = TestBrowser(site.router, from: "203.0.113.6")
            var statuses: [Int] = []
            for _ in 0..<25 {
                let answer = try await program.post(json: ["email": "nobody@example.com"], to: "/password/reset/")
                statuses.append(answer.page.status.code)
                if answer.page.status == .tooManyRequests {
                    #expect(Int(answer.page.headers[.retryAfter] ?? "") ?? 0 > 0)
                }
            }
            #expect(statuses.first == 200 && statuses.last == 429)
            let browser = TestBrowser(site.router, from: "203.0.113.6")
            try await browser.get("/password/reset/")
            let page = try await browser.submit("/password/reset/", ["email": "somebody@example.com"])
            #expect(page.status == .tooManyRequests && page.body.contains("value=\"somebody@example.com\""))
        }
    }

    @Test("the OpenAPI file says of every page what it answers and takes")
    func openAPI() async throws {
        try await withPeople {
            $0.web.pages[.devices] = nil
            $0.web.pages[.signIn] = "/login/"
        } _: { site in
            let document = try #require(JSONValue(try await TestBrowser(site.router).get("/openapi.json").body))
            #expect(document["openapi"] == "3.1.0")
            guard case .object(let paths)? = document["paths"] else {
                Issue.record("no paths")
                return
            }
            let names = paths.map(\.name)
            #expect(names.contains("/login/") && names.contains("/password/reset/{token}/"))
            #expect(!names.contains("/signin/") && !names.contains { $0.hasPrefix("/devices/") })
            let form = document["paths"]?["/login/"]?["post"]?["requestBody"]?["content"]?["application/json"]?[
                "schema"]
            #expect(form?["properties"]?["password"]?["format"] == "password")
            #expect(form?["required"] == ["email", "password"])
        }
    }
}

extension JSONValue {
    fileprivate var strings: [String] { if case .array(let values) = self { values.compactMap(\.string) } else { [] } }
}

/// A source that knows one password.
private struct Leak: BreachedPasswordSource {
    static let password = "breached battery"
    /// The rest of its SHA-1.
    func range(_ prefix: String) -> String { prefix == "C1531" ? "611FE7C1EA8B9E91C7337C902B649276712:7" : "" }
}
