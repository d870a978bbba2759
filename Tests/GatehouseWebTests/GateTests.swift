import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@Suite("The gate between showing who one is and being signed in")
struct GateTests {
    private static let mia = ["email": "mia@example.com", "password": "correct horse"]

    /// An account, and a browser that has shown its password.
    private func shown(_ site: PeopleSite, json: Bool = false) async throws -> (TestBrowser, TestBrowser.Page) {
        if try await site.gatehouse.accounts.find(email: "mia@example.com") == nil {
            let fields: [String: String] = ["nickname": "mia"]
            _ = try await site.gatehouse.accounts.signUp(
                email: "mia@example.com", password: "correct horse", fields: fields)
        }
        let browser = TestBrowser(site.router)
        try await browser.get("/signin/")
        let headers: HTTPFields = json ? [.accept: "application/json"] : [:]
        return (browser, try await browser.submit("/signin/", Self.mia, headers: headers))
    }

    private func account(_ site: PeopleSite) async throws -> Person {
        try #require(try await site.gatehouse.accounts.find(email: "mia@example.com"))
    }

    private func verify(_ site: PeopleSite) async throws {
        var mia = try await account(site)
        try await site.gatehouse.accounts.documents.update(&mia) { $0.emailVerifiedDate = Date() }
    }

    /// The names in a browser's session, as the store has it.
    private func session(_ browser: TestBrowser, _ site: PeopleSite) async throws -> [String] {
        let token = try #require(SessionToken(browser.cookies["sessionid"] ?? ""))
        let record = try #require(try await site.gatehouse.sessions.load(token))
        return record.data.map(\.key)
    }

    @Test("AS1: while a step is due, the session is nobody's, for every page and in the store")
    func waits() async throws {
        try await withPeople {
            $0.gate.requiresVerifiedEmail = true
        } _: { site in
            let (browser, answer) = try await shown(site)
            #expect(answer.headers[.location] == "/signin/verify-email/")
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
            #expect(try await browser.get("/profile/").headers[.location] == "/signin/?next=/profile/")
            let waiting = try await session(browser, site)
            #expect(waiting.contains("_gatehouse_waiting") && !waiting.contains { $0.hasPrefix("_auth_user") })
            let page = try await browser.get("/signin/verify-email/")
            #expect(page.status == .ok && page.body.contains("mia@example.com"))
            let still = try await browser.submit("/signin/verify-email/", [:])
            #expect(still.headers[.location] == "/signin/verify-email/")
            try await verify(site)
            try await browser.get("/signin/verify-email/")
            #expect(try await browser.submit("/signin/verify-email/", [:]).headers[.location] == "/index/")
            #expect(try await browser.get("/index/").body.contains("mia@example.com"))
        }
    }

    @Test("a program is told which step is next")
    func json() async throws {
        try await withPeople {
            $0.gate.requiresVerifiedEmail = true
        } _: { site in
            let (_, answer) = try await shown(site, json: true)
            #expect(answer.status == .ok)
            #expect(answer.body.contains("\"step\":\"verify-email\""))
            #expect(answer.body.contains("\"next\":\"/signin/verify-email/\""))
        }
    }

    @Test("a new password that an operator demands is chosen before sign-in, and is asked for once")
    func demand() async throws {
        try await withPeople {
            $0.gate.demandsNewPasswords = true
        } _: { site in
            let (first, answer) = try await shown(site)
            #expect(answer.headers[.location] == "/index/")
            let ended = try await site.gatehouse.administration.demandNewPassword(of: try await account(site))
            #expect(ended == 1)
            #expect(try await first.get("/index/").headers[.location] == "/signin/")
            let (browser, again) = try await shown(site)
            #expect(again.headers[.location] == "/signin/new-password/")
            try await browser.get("/signin/new-password/")
            let weak = try await browser.submit(
                "/signin/new-password/", ["password": "1234", "password_retype": "1234"])
            #expect(weak.status == .unprocessableContent)
            let new = ["password": "another horse", "password_retype": "another horse"]
            #expect(try await browser.submit("/signin/new-password/", new).headers[.location] == "/index/")
            #expect(try await browser.get("/index/").body.contains("mia@example.com"))
            let other = TestBrowser(site.router)
            try await site.signIn(other, ["email": "mia@example.com", "password": "another horse"])
        }
    }

    @Test("a password that was found in a leak must be replaced, and a sound one need not")
    func leaked() async throws {
        try await withPeople {
            $0.gate.leakedPasswords = Refusing(password: "correct horse")
        } _: { site in
            let (browser, answer) = try await shown(site)
            #expect(answer.headers[.location] == "/signin/new-password/")
            try await browser.get("/signin/new-password/")
            let new = ["password": "another horse", "password_retype": "another horse"]
            #expect(try await browser.submit("/signin/new-password/", new).headers[.location] == "/index/")
            let other = TestBrowser(site.router)
            try await site.signIn(other, ["email": "mia@example.com", "password": "another horse"])
        }
    }

    @Test("AS10: a step that is done says nothing about the next one")
    func steps() async throws {
        try await withPeople {
            $0.gate.requiresVerifiedEmail = true
            $0.gate.leakedPasswords = Refusing(password: "correct horse")
        } _: { site in
            let (browser, answer) = try await shown(site)
            #expect(answer.headers[.location] == "/signin/verify-email/")
            // The page of the other step is not this one's.
            #expect(try await browser.get("/signin/new-password/").headers[.location] == "/signin/")
            try await browser.get("/signin/verify-email/")
            let skipped = try await browser.submit(
                "/signin/new-password/", ["password": "another horse", "password_retype": "another horse"])
            #expect(skipped.headers[.location] == "/signin/")
            try await verify(site)
            #expect(
                try await browser.submit("/signin/verify-email/", [:]).headers[.location] == "/signin/new-password/")
            #expect(try await browser.get("/index/").headers[.location] == "/signin/")
        }
    }

    @Test("waiting ends after a quarter of an hour, with another password and with the account")
    func ends() async throws {
        let clock = Clock()
        try await withPeople {
            $0.gate.requiresVerifiedEmail = true
            $0.now = { clock.now }
        } _: { site in
            let (late, _) = try await shown(site)
            clock.advance(by: 901)
            #expect(try await late.get("/signin/verify-email/").headers[.location] == "/signin/")
            let (browser, _) = try await shown(site)
            var mia = try await account(site)
            #expect(try await site.gatehouse.administration.setPassword("another horse", of: &mia) != nil)
            #expect(try await browser.get("/signin/verify-email/").headers[.location] == "/signin/")
        }
    }

    @Test("nobody waits: a browser goes to sign-in, a program gets 401")
    func nobody() async throws {
        try await withPeople {
            $0.gate.requiresVerifiedEmail = true
        } _: { site in
            let browser = TestBrowser(site.router)
            #expect(try await browser.get("/signin/verify-email/").headers[.location] == "/signin/")
            let program = try await browser.get("/signin/verify-email/", headers: [.accept: "application/json"])
            #expect(program.status == .unauthorized)
        }
    }

    @Test("AS3: methods of one kind make level 1, of two kinds level 2")
    func levels() {
        #expect(AssuranceLevel.of([.password]) == 1)
        #expect(AssuranceLevel.of([.password, .pin]) == 1)
        #expect(AssuranceLevel.of([.oneTimePassword, .hardwareKey]) == 1)
        #expect(AssuranceLevel.of([.password, .oneTimePassword]) == 2)
        #expect(AssuranceLevel.of([.multipleFactors]) == 2)
        #expect(AssuranceLevel.of([AuthenticationMethod("telepathy")]) == 1)
    }

    @Test("AS3: the session records what was shown, and a route can ask for level 2")
    func methods() async throws {
        try await withPeople { site in
            site.router.group("vault", requiring: .level(2)).get { _, _ in "open" }
            let accounts = site.gatehouse.accounts
            site.router.get("strong") { _, context in
                let mia = try #require(try await accounts.find(email: "mia@example.com"))
                let proof = try accounts.proof(of: mia, by: [.password, .oneTimePassword])
                _ = try await accounts.signIn(
                    proof, try await context.session, client: try context.visit.client)
                let methods = accounts.methods(of: try await context.session)
                return methods.map(\.method.name).joined(separator: " ")
            }
            let (browser, _) = try await shown(site)
            let shown = try await session(browser, site)
            #expect(shown.contains("_signed_in_by") && shown.contains("_auth_user_id"))
            #expect(try await browser.get("/vault").headers[.location] == "/signin/?next=/vault&again=1")
            #expect(try await browser.get("/strong").body == "pwd otp")
            #expect(try await browser.get("/vault").body == "open")
        }
    }

    @Test("a gate that asks for what the site cannot do is refused at the start")
    func refused() async throws {
        for (change, words) in Self.impossible {
            let error = await #expect(throws: GateSettingsError.self) {
                try await withPeople(change: change) { _ in }
            }
            #expect(error?.description.contains(words) == true)
        }
    }

    private static let impossible: [(@Sendable (inout GatehouseSettings) -> Void, String)] = [
        (
            {
                $0.gate.requiresVerifiedEmail = true
                $0.mail = nil
            }, "needs mail"
        ),
        (
            {
                $0.gate.requiresVerifiedEmail = true
                $0.web.pages[.emailVerification] = nil
            }, "one is off"
        ),
        (
            {
                $0.gate.requiresVerifiedEmail = true
                $0.lifecycle.notesVerification = false
            }, "email_verified_date"
        ),
        (
            {
                $0.gate.demandsNewPasswords = true
                $0.web.pages[.signInPassword] = nil
            }, ".signInPassword"
        ),
    ]

    @Test("a sign-up asks a source of leaked passwords once, whether it succeeds or not")
    func signUpAsksOnce() async throws {
        let counting = Counting()
        try await withPeople {
            $0.passwordPolicy = PasswordPolicy([MinimumLengthValidator(8), counting])
        } _: { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            let refused = try await browser.submit("/signup/", PeopleSite.mia.merging(["nickname": ""]) { $1 })
            #expect(refused.status == .unprocessableContent && counting.count == 1)
            try #require(try await browser.submit("/signup/", PeopleSite.mia).status == .found)
            #expect(counting.count == 2)
        }
    }

    @Test("with the policy and the gate both over a source of leaks, a sign-up asks it once", arguments: [false, true])
    func leaksAskedOnce(verifiesFirst: Bool) async throws {
        let source = CountingSource()
        try await withPeople {
            $0.passwordPolicy.validators.append(BreachedPasswordValidator(source))
            $0.gate.leakedPasswords = BreachedPasswordValidator(source)
            $0.web.verifiesBeforeSignUp = verifiesFirst
        } _: { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            try await browser.submit("/signup/", PeopleSite.mia)
            if verifiesFirst {
                let link = try await site.mail().path
                try await browser.get(link)
                try await browser.submit(link, ["password": "correct horse"])
            }
            #expect(try await browser.get("/index/").status == .ok)
            #expect(source.count == 1)
            // A sign-in asks, since the password may have leaked meanwhile.
            try await site.signIn(TestBrowser(site.router))
            #expect(source.count == 2)
        }
    }

    @Test("where the policy does not look for leaks, the gate does so at sign-up")
    func leaksAskedByGate() async throws {
        let source = CountingSource()
        try await withPeople {
            $0.gate.leakedPasswords = BreachedPasswordValidator(source)
        } _: { site in
            let browser = TestBrowser(site.router)
            try await browser.get("/signup/")
            try await browser.submit("/signup/", PeopleSite.mia)
            #expect(source.count == 1)
        }
    }
}

/// Takes one password for leaked.
private struct Refusing: PasswordValidator {
    let password: String
    func failures(of password: String, for context: PasswordContext) async -> [Message] {
        password == self.password ? [Message(.passwordBreached, "It is in a leak.")] : []
    }
}

/// Counts how often it is asked.
private final class Counting: PasswordValidator {
    private let calls = Mutex(0)
    var count: Int { calls.withLock { $0 } }
    func failures(of password: String, for context: PasswordContext) async -> [Message] {
        calls.withLock { $0 += 1 }
        return []
    }
}

/// A source of leaks that has none, and counts how often it is asked.
private final class CountingSource: BreachedPasswordSource {
    private let calls = Mutex(0)
    var count: Int { calls.withLock { $0 } }
    func range(_ prefix: String) async throws -> String {
        calls.withLock { $0 += 1 }
        return ""
    }
}
