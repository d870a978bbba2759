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
