import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization
import Testing

@testable import GatehouseWeb

@Suite("Too many tries")
struct TooManyTriesTests {
    private let credentials = ["email": "mia@example.com", "password": "correct horse"]

    /// A site of people whose clock stands still.
    private func withStandingClock(
        change: @escaping (inout GatehouseSettings) -> Void = { _ in }, _ body: (PeopleSite) async throws -> Void
    ) async throws {
        let now = Date()
        try await withPeople {
            $0.now = { now }
            change(&$0)
        } _: { site in
            try await body(site)
        }
    }

    @Test(
        "S1: after too many tries the right password, a wrong one and nobody's get one answer, which says when to come")
    func alike() async throws {
        try await withStandingClock { site in
            _ = try await site.signedIn()
            var number = 0
            var pages: Set<String> = []
            var problems: Set<String> = []
            for email in ["mia@example.com", "nobody@example.com"] {
                for password in ["correct horse", "wrong horse"] {
                    // Each from an address of its own, where nothing was tried before.
                    number += 1
                    let browser = TestBrowser(site.router, from: "203.0.113.\(number)")
                    for _ in 0..<5 {
                        try await browser.get("/signin/")
                        let page = try await browser.submit("/signin/", ["email": email, "password": "wrong"])
                        #expect(page.status == .unprocessableContent)
                    }
                    let fields = ["email": email, "password": password]
                    try await browser.get("/signin/")
                    let page = try await browser.submit("/signin/", fields)
                    let shown = page.body.replacing(email, with: "EMAIL").replacing(
                        #/value="[A-Za-z0-9]{64}"/#, with: "TOKEN")
                    pages.insert("\(page.status) \(page.headers[.retryAfter] ?? "none") \(shown)")
                    let json: JSONValue = ["email": .string(email), "password": .string(password)]
                    let problem = try await browser.post(json: json, to: "/signin/")
                    problems.insert(
                        "\(problem.page.status) \(problem.page.headers[.retryAfter] ?? "none") \(problem.page.body)")
                    #expect(
                        problem.value["form_errors"]
                            == [
                                [
                                    "code": "too_many_attempts",
                                    "message": "Too many attempts. Try again in 1 minute.",
                                ],
                                [
                                    "code": "too_many_attempts",
                                    "message": "A password reset lets you sign in at once.",
                                ],
                            ])
                }
            }
            #expect(pages.count == 1 && problems.count == 1)
            let page = try #require(pages.first)
            #expect(page.hasPrefix("429 Too Many Requests 60 ") && page.contains("Try again in 1 minute."))
            #expect(try #require(problems.first).hasPrefix("429 Too Many Requests 60 "))
        }
    }

    @Test("a form that asks for the password again says so, too, and keeps what was typed")
    func otherForms() async throws {
        try await withStandingClock { site in
            let browser = try await site.signedIn()
            // As an old session: nothing makes the browser known.
            browser.cookies["device"] = nil
            for _ in 0..<5 {
                try await browser.get("/email/change/")
                let page = try await browser.submit(
                    "/email/change/", ["email": "new@example.com", "password": "wrong"])
                #expect(page.status == .unprocessableContent)
            }
            for (path, fields) in [
                ("/email/change/", ["email": "new@example.com", "password": "correct horse"]),
                (
                    "/password/change/",
                    [
                        "current_password": "correct horse", "password": "another horse",
                        "password_retype": "another horse",
                    ]
                ),
                ("/account/delete/", ["password": "correct horse"]),
            ] {
                try await browser.get(path)
                let page = try await browser.submit(path, fields)
                #expect(page.status == .tooManyRequests && page.headers[.retryAfter] == "60", "\(path)")
                #expect(page.body.contains("Too many attempts. Try again in 1 minute."), "\(path)")
            }
        }
    }

    @Test(
        "S4, S10: a browser that signed in before gets in where others of its address may not; C9: by a cookie as the others"
    )
    func knownBrowser() async throws {
        try await withStandingClock { site in
            let browser = try await site.signedIn()
            _ = try await browser.post(json: [:], to: "/signout/")
            let other = TestBrowser(site.router)
            for _ in 0..<6 {
                try await other.get("/signin/")
                try await other.submit("/signin/", ["email": "mia@example.com", "password": "wrong"])
            }
            try await other.get("/signin/")
            #expect(try await other.submit("/signin/", credentials).status == .tooManyRequests)
            try await site.signIn(browser)
            // Worth nothing by itself.
            other.cookies = browser.cookies.filter { $0.key == "device" }
            #expect(try await other.get("/index/").headers[.location] == "/signin/")
        }
        try await withPeople {
            $0.web.isHTTPS = true
        } _: { site in
            _ = try await site.gatehouse.accounts.signUp(
                email: "mia@example.com", password: "correct horse", fields: ["nickname": "mia"])
            let browser = TestBrowser(site.router)
            try await browser.get("/signin/")
            let page = try await browser.submit("/signin/", credentials)
            let cookie = try #require(page.headers[values: .setCookie].first { $0.contains("device=") })
            let parts = cookie.split(separator: ";").map { $0.drop { $0 == " " } }
            #expect(parts[0].hasPrefix("__Host-device=") && !parts[0].contains("mia"))
            #expect(
                parts.dropFirst().sorted() == ["HttpOnly", "Max-Age=31536000", "Path=/", "SameSite=Lax", "Secure"])
            #expect(page.headers[.cacheControl]?.contains("no-store") == true)
        }
    }

    @Test("S4, S10: a reset by mail lets the owner in at once, whatever others try meanwhile")
    func reset() async throws {
        try await withStandingClock { site in
            _ = try await site.signedIn()
            func attack() async throws {
                for number in 0..<120 {
                    let browser = TestBrowser(site.router, from: "198.18.0.\(number)")
                    try await browser.get("/signin/")
                    try await browser.submit("/signin/", ["email": "mia@example.com", "password": "wrong"])
                }
            }
            try await attack()
            let owner = TestBrowser(site.router, from: "192.0.2.99")
            try await owner.get("/signin/")
            let held = try await owner.submit("/signin/", credentials)
            #expect(held.status == .tooManyRequests && held.body.contains("Try again in 30 days."))
            #expect(held.body.contains("A password reset lets you sign in at once."))
            try await owner.get("/password/reset/")
            try await owner.submit("/password/reset/", ["email": "mia@example.com"])
            let path = try await site.mail().path
            try await owner.get(path)
            let new = ["password": "another horse", "password_retype": "another horse"]
            #expect(try await owner.submit(path, new).headers[.location] == "/signin/")
            try await attack()
            try await site.signIn(owner, ["email": "mia@example.com", "password": "another horse"])
        }
    }

    @Test("a reset whose button is pressed twice sends one mail; asked for again it sends another")
    func doubleClick() async throws {
        let (stream, events) = AsyncStream<AccountEvent>.makeStream()
        try await withStandingClock {
            $0.events = AccountEvents([.awaited { events.yield($0) }])
        } _: { site in
            _ = try await site.signedIn()
            let browser = TestBrowser(site.router)
            try await browser.get("/password/reset/")
            for _ in 0..<3 {
                let answer = try await browser.submit("/password/reset/", ["email": "mia@example.com"])
                #expect(answer.headers[.location] == "/signin/")
            }
            _ = try await site.mail()
            try await browser.get("/password/reset/")
            try await browser.submit("/password/reset/", ["email": "mia@example.com"])
            _ = try await site.mail()
            var limits: [String?] = []
            for await event in stream where event.kind == .passwordResetRequested {
                limits.append(event.decidedBy)
                if limits.count == 4 { break }
            }
            #expect(limits.count { $0 == "mail-repeat" } == 2 && limits.count { $0 == nil } == 2)
        }
    }

    @Test("a sign-in with nothing in it says what is missing", arguments: [false, true])
    func empty(withHeader: Bool) async throws {
        try await withPeople {
            if withHeader { $0.backends = ["remote-header", "email-password"] }
        } _: { site in
            let browser = TestBrowser(site.router)
            for (fields, missing) in [
                ([:], ["email", "password"]), (["email": "", "password": ""], ["email", "password"]),
                (["email": "mia@example.com", "password": ""], ["password"]),
                (["email": "", "password": "correct horse"], ["email"]),
            ] as [([String: String], [String])] {
                try await browser.get("/signin/")
                let page = try await browser.submit("/signin/", fields)
                #expect(page.status == .unprocessableContent)
                for field in ["email", "password"] {
                    #expect(page.body.contains("id_\(field)_error") == missing.contains(field), "\(fields)")
                }
                #expect(page.body.contains("This field is required."))
                #expect(!page.body.contains("do not match"), "\(fields)")
            }
        }
    }
}

@Suite("Work after an answer")
struct AfterAnswersTests {
    private struct Writer: ResponseBodyWriter {
        let events: AsyncStream<String>.Continuation
        func write(_ buffer: ByteBuffer) async throws { events.yield("written") }
        func finish(_ trailers: HTTPFields?) async throws { events.yield("finished") }
    }

    @Test("E1, E4: it begins when the answer is written")
    func order() async throws {
        let later = AfterAnswers(patience: .seconds(3600), logger: Logger(label: "test"))
        let (stream, events) = AsyncStream<String>.makeStream()
        var response = Response(status: .ok, body: ResponseBody(byteBuffer: ByteBuffer(string: "hello")))
        await later.hold([{ events.yield("one") }, { events.yield("two") }], for: &response)
        #expect(response.body.contentLength == 5)
        events.yield("answered")
        try await response.body.write(Writer(events: events))
        await later.drain(for: .seconds(3600))
        events.finish()
        var seen: [String] = []
        for await event in stream { seen.append(event) }
        #expect(seen == ["answered", "written", "finished", "one", "two"])
    }

    @Test("it is done as well where the answer is never written, or cannot be")
    func dropped() async throws {
        struct Broken: ResponseBodyWriter {
            struct Fault: Error {}
            func write(_ buffer: ByteBuffer) async throws { throw Fault() }
            func finish(_ trailers: HTTPFields?) async throws { throw Fault() }
        }
        let later = AfterAnswers(patience: .milliseconds(1), logger: Logger(label: "test"))
        let count = Mutex(0)
        var response = Response(status: .ok)
        await later.hold([{ count.withLock { $0 += 1 } }], for: &response)
        await later.drain(for: .seconds(3600))
        #expect(count.withLock { $0 } == 1)
        let patient = AfterAnswers(patience: .seconds(3600), logger: Logger(label: "test"))
        await patient.hold([{ count.withLock { $0 += 1 } }], for: &response)
        await #expect(throws: Broken.Fault.self) { try await response.body.write(Broken()) }
        await patient.drain(for: .seconds(3600))
        #expect(count.withLock { $0 } == 2)
    }

    @Test("what is too much for afterwards is done before the answer, so that no queue grows")
    func bounded() async throws {
        let later = AfterAnswers(maximum: 2, patience: .seconds(3600), logger: Logger(label: "test"))
        let count = Mutex(0)
        var responses = [Response(status: .ok), Response(status: .ok), Response(status: .ok)]
        for number in responses.indices {
            await later.hold([{ count.withLock { $0 += 1 } }], for: &responses[number])
            #expect(count.withLock { $0 } == (number < 2 ? 0 : 1))
        }
        let (stream, events) = AsyncStream<String>.makeStream()
        for response in responses { try await response.body.write(Writer(events: events)) }
        await later.drain(for: .seconds(3600))
        _ = stream
        #expect(count.withLock { $0 } == 3)
    }
}
