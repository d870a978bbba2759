import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo
import GatehousePasswords
import GatehouseSessions
import GatehouseTesting
import Logging
import Testing

@testable import GatehouseAuth

@Suite("Lifecycle: events, notices and tokens")
struct LifecycleEventTests {
    @Test(
        "L1: each outcome is an event with account, address and outcome; L2: no secret and no address of mail is in any"
    )
    func vocabulary() async throws {
        let (log, seen) = (KeptLog(), Collected<AccountEvent>())
        let events = AccountEvents(
            [.awaited { seen.append($0) }], logger: Logger(label: "gatehouse.accounts") { _ in log })
        let site = try await LifecycleSite(Member.self, throttles: .none, events: events)
        let life = site.lifecycle
        let from = Client(address: "192.0.2.7", userAgent: "agent-canary") { _ in "header-canary" }
        func refused(_ work: () async throws -> Void) async {
            await #expect(throws: LifecycleError.self) { try await work() }
        }

        try await life.beginSignUp(email: "ada@canary.com", password: "password-canary-1", client: from)
        var ada = try await life.confirmSignUp(
            token: site.token(.signUpConfirmation), password: "password-canary-1", client: from)
        try await life.beginSignUp(email: "ada@canary.com", password: "password-canary-1", client: from)
        await refused {
            _ = try await life.confirmSignUp(token: "token-canary", password: "correct horse", client: from)
        }
        let browser = try await site.signIn(ada)
        ada = try #require(try await site.user(browser))
        await refused {
            try await life.changePassword(current: "wrong-canary", new: "password-canary-2", of: ada, client: from)
        }
        ada = try await life.changePassword(
            current: "password-canary-1", new: "password-canary-2", of: ada, client: from)
        for email in ["unknown@canary.com", "ada@canary.com"] {
            try await life.requestPasswordReset(email: email, client: from)
        }
        await refused {
            try await life.resetPassword(token: "token-canary", password: "password-canary-3", client: from)
        }
        ada = try await life.resetPassword(
            token: site.token(.passwordReset), password: "password-canary-3", client: from)
        var unverified = ada
        unverified.emailVerifiedDate = nil
        try await life.requestEmailVerification(of: unverified, client: from)
        await refused {
            try await life.confirmEmail(token: "token-canary", password: "password-canary-3", client: from)
        }
        ada = try await life.confirmEmail(
            token: site.token(.emailVerification), password: "password-canary-3", client: from)
        try await life.requestEmailChange(
            to: "new@canary.com", password: "password-canary-3", of: ada, client: from)
        await refused {
            try await life.confirmEmailChange(token: "token-canary", password: "password-canary-3", client: from)
        }
        ada = try await life.confirmEmailChange(
            token: site.token(.emailChangeConfirmation), password: "password-canary-3", client: from)
        _ = try await life.revokeOtherDevices(of: ada, keeping: nil, client: from)
        _ = try await life.export(of: ada, client: from)
        try await life.requestDeletion(of: ada, password: "password-canary-3", client: from)
        try await life.cancelDeletion(of: ada, client: from)
        try await life.requestDeletion(of: ada, password: "password-canary-3", client: from)
        try await life.deleteDue(.distantFuture, logger: Logger(label: "test") { _ in log })

        let expected: [(AccountEvent.Kind, Bool)] = [
            (.signUpRequested, true), (.created, true), (.signUpRequested, false), (.created, false), (.signedIn, true),
            (.signInFailed, false), (.passwordChanged, true), (.passwordResetRequested, false),
            (.passwordResetRequested, true), (.passwordChanged, false), (.passwordChanged, true),
            (.emailVerificationRequested, true), (.emailVerified, false), (.emailVerified, true),
            (.emailChangeRequested, true), (.emailChanged, false), (.emailChanged, true), (.sessionsRevoked, true),
            (.exported, true), (.deletionRequested, true), (.deletionCancelled, true), (.deletionRequested, true),
            (.deleted, true),
        ]
        #expect(seen.all.map(\.kind) == expected.map(\.0))
        #expect(seen.all.map(\.isSuccess) == expected.map(\.1))
        let lines = log.lines.all
        #expect(lines.count == expected.count)
        #expect(
            lines[9]
                == "notice account.password-changed address=192.0.2.7 at=\(site.clock.now.formatted(.iso8601)) by=token outcome=refused"
        )
        #expect(
            lines[16]
                == "info account.email-changed account=1 address=192.0.2.7 at=\(site.clock.now.formatted(.iso8601)) outcome=success"
        )
        let all = lines.joined() + seen.all.map { String(reflecting: $0) }.joined()
        #expect(!all.contains("canary"))
        for notice in site.mail.notices { if let token = notice.token { #expect(!all.contains(token)) } }
        // Nor does an event or the store know a token (E5).
        #expect(!all.contains(browser.text) && !all.contains(browser.id.text))
    }

    @Test("T1: a link is good for one thing: for all others it is refused, and stays")
    func crossUse() async throws {
        let site = try await LifecycleSite(Member.self, throttles: .none)
        let life = site.lifecycle
        let ada = try await site.add("ada@example.com")
        try await life.beginSignUp(email: "new@example.com", password: "correct horse", client: client)
        try await life.requestPasswordReset(email: ada.email, client: client)
        try await life.requestEmailVerification(of: ada, client: client)
        try await life.requestEmailChange(
            to: "other@example.com", password: "correct horse", of: ada, client: client)
        let kinds: [AccountNotice.Kind] = [
            .signUpConfirmation, .passwordReset, .emailVerification, .emailChangeConfirmation,
        ]
        let tokens =
            try kinds.map { try site.token($0) }
            + [try await site.tokens.issue(.nothing, for: "1", validFor: .seconds(60))]
            + [try await site.tokens.issue(.invitation, for: "1", data: ada.email, validFor: .seconds(60))]
        let uses: [(String) async throws -> Void] = [
            { _ = try await life.confirmSignUp(token: $0, password: "correct horse", client: client) },
            { try await life.resetPassword(token: $0, password: "another horse", client: client) },
            { try await life.confirmEmail(token: $0, password: "correct horse", client: client) },
            { try await life.confirmEmailChange(token: $0, password: "correct horse", client: client) },
        ]
        let peeks: [(String) async throws -> Bool] = [
            { try await life.peekSignUp($0) != nil }, { try await life.peekPasswordReset($0) != nil },
            { try await life.peekEmailVerification($0) != nil }, { try await life.peekEmailChange($0) != nil },
        ]
        for (use, work) in uses.enumerated() {
            for (place, token) in tokens.enumerated() where place != use {
                await #expect(throws: LifecycleError.self) { try await work(token) }
                #expect(try await !peeks[use](token))
            }
        }
        for (peek, token) in zip(peeks, tokens) { #expect(try await peek(token)) }
        for place in [0, 2, 1] { try await uses[place](tokens[place]) }
    }

    @Test("E5: the store holds no token, only its SHA-256, and no password")
    func stored() async throws {
        try await TestMongo.withClient(on: .standalone) { mongo in
            let site = try await LifecycleSite(Member.self, in: .mongo(mongo))
            let ada = try await site.add("ada@example.com")
            try await site.lifecycle.beginSignUp(email: "n@example.com", password: "canary horse", client: client)
            try await site.lifecycle.requestPasswordReset(email: ada.email, client: client)
            try await site.lifecycle.requestEmailChange(
                to: "other@example.com", password: "correct horse", of: ada, client: client)
            let rows = try await mongo.collection("tokens").find([:]).map { $0.extendedJSON() }
            #expect(rows.count == 3)
            for notice in site.mail.notices {
                let token = try #require(notice.token)
                #expect(rows.allSatisfy { !$0.contains(token) && !$0.contains("horse") })
                #expect(rows.allSatisfy { !$0.contains(ada.password.text) })
            }
        }
    }

    @Test("L2: a notice shows its token nowhere")
    func notice() {
        let notice = AccountNotice(
            .passwordReset, to: "canary@example.com", name: "canary", token: "canary", email: "canary@x.com")
        var dumped = ""
        dump(notice, to: &dumped)
        for text in ["\(notice)", String(reflecting: notice), dumped, "\([notice])", "\(Optional(notice) as Any)"] {
            #expect(!text.contains("canary") && text.contains("password-reset"))
        }
    }

    @Test("U3: a name in a mail is a name, and nothing that a mail program could make a link of")
    func names() {
        for name in ["Ada", "Ada Lovelace", "J. R. R. Tolkien", "O’Neill", "Jean-Luc", "Jürgen", "李小龍", "महात्मा गांधी", ""] {
            #expect(DisplayName.plain(name) == name)
        }
        let bad = [
            "Click evil.example", "https://evil", "<b>x</b>", "a@b.example", "x\r\nBcc: y", "a\u{202E}b", "x\u{0}",
            String(repeating: "a", count: 65), "a" + String(repeating: "\u{301}", count: 200_000), "50% off!",
        ]
        for name in bad { #expect(DisplayName.plain(name).isEmpty) }
    }

    @Test("a language is a tag, or unknown")
    func languages() {
        for tag in ["de", "de-AT", "zh-Hant-TW"] {
            #expect(AccountNotice(.deleted, to: "", language: tag).language == tag)
        }
        for text in ["", "de;q=0.9", "../x", "d\u{e9}", String(repeating: "a", count: 36)] {
            #expect(AccountNotice(.deleted, to: "", language: text).language == nil)
        }
    }

    @Test("errors are words for a person")
    func errors() {
        for code in [LifecycleError.Code.invalidToken, .wrongPassword, .unsupported, .gone] {
            #expect(LifecycleError(code).description.hasSuffix("."))
        }
    }
}
