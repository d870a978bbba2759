import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Synchronization
import Testing

@Suite("Parts of an application's own")
struct OwnPartTests {
    /// Draws two templates, and knows no others.
    private struct OwnEngine: TemplateEngine {
        func has(_ name: String) -> Bool { ["signin", "mail/password-reset.txt"].contains(name) }

        func render(_ name: String, _ model: TemplateModel, in language: Language) throws -> [UInt8] {
            guard has(name) else { throw TemplateError(name, "is not there") }
            var page = "own \(name) in \(language.tag)"
            if case .text(let site)? = model["site_name"] { page += " of \(site)" }
            if case .object(let urls)? = model["urls"], case .text(let path)? = urls["sign_up"] {
                page += " to \(path)"
            }
            if case .text(let token)? = model["csrf_token"] {
                page += "<input type=\"hidden\" name=\"csrfmiddlewaretoken\" value=\"\(token)\">"
            }
            return Array(page.utf8)
        }
    }

    @Test("an engine draws the pages and mails whose templates it has, Mustache all others")
    func engine() async throws {
        try await TestSite.run(
            Person.self,
            configure: {
                $0.web.accountFields = ["nickname"]
                $0.web.templateEngine = OwnEngine()
            }
        ) { site in
            try await site.signUp("mia@example.com", ["nickname": "mia"])
            let browser = site.browser()
            let page = try await browser.get("/signin/", headers: [.acceptLanguage: "de"])
            #expect(page.body.hasPrefix("own signin in de of Gatehouse to /signup/<input"))
            #expect(page.headers[.contentType] == "text/html; charset=utf-8")
            // Its page carries the token against forgery, too.
            #expect(try await site.signIn("mia@example.com", in: browser).headers[.location] == "/index/")
            #expect(try await browser.get("/index/").body.hasPrefix("<!DOCTYPE html>"))
            let stranger = site.browser()
            try await stranger.get("/password/reset/")
            try await stranger.submit("/password/reset/", ["email": "mia@example.com"])
            let mail = try await site.nextMail(to: "mia@example.com").message
            #expect(mail.text.hasPrefix("own mail/password-reset.txt"))
        }
    }

    /// Lets nobody in, and keeps what was asked.
    private final class OwnThrottles: ThrottleStore {
        private let rules = Mutex<Set<String>>([])
        var asked: Set<String> { rules.withLock { $0 } }

        func take(_ bucket: String, _ rule: ThrottleRule, at now: Date) async throws -> ThrottleVerdict {
            _ = rules.withLock { $0.insert(rule.name) }
            return ThrottleVerdict(isAllowed: false, blockedUntil: now.addingTimeInterval(90))
        }
        func giveBack(_ bucket: String) async throws {}
        func clear(_ bucket: String) async throws {}
    }

    @Test("tries are counted in the store that is named, and not in the database", arguments: [true, false])
    func throttles(isInMemory: Bool) async throws {
        let store = OwnThrottles()
        try await TestSite.run(
            Person.self, in: isInMemory ? .memory : .mongo(.standalone),
            configure: {
                $0.web.accountFields = ["nickname"]
                $0.throttleStore = store
            }
        ) { site in
            let answer = try await site.signIn("mia@example.com", in: site.browser(from: "192.0.2.9"))
            #expect(answer.status == .tooManyRequests)
            #expect(!store.asked.isEmpty)
            guard !isInMemory else { return }
            let names = try await site.gatehouse.mongo.run(["listCollections": 1, "nameOnly": true])
            #expect(!"\(names)".contains("throttles"))
        }
    }
}
