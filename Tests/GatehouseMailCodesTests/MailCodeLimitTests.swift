import FeatureMembers
import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Testing

@testable import GatehouseMailCodes

@Suite("What a code by mail is good for")
struct MailCodeLimitTests {
    @Test("MC2: it is six digits, stored under a keyed hash, and good for 10 minutes in the browser that asked")
    func bound() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let (browser, letter) = try await site.asked()
            let stored = try await site.stored("mail_codes")
            #expect(!stored.contains(letter.code) && stored.contains(MailCodeSite.address))
            #expect(!stored.contains(try #require(letter.link.split(separator: "/").last)))
            let stranger = site.site.browser()
            #expect(try await site.send(letter.code, in: stranger).status == .unprocessableContent)
            // A browser that asked for a code of its own has no use for this one.
            let (other, others) = try await site.asked()
            let strange = try await site.send(letter.code, in: other)
            #expect(letter.code == others.code || strange.status == .unprocessableContent)
            site.clock.advance(by: 599)
            #expect(try await site.send(letter.code, in: browser).status == .found)
            let (late, old) = try await site.asked()
            site.clock.advance(by: 600)
            #expect(try await site.send(old.code, in: late).status == .unprocessableContent)
        }
    }

    @Test("MC2: asking again in a browser ends the code before")
    func newest() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let (browser, first) = try await site.asked()
            try await site.ask(in: browser)
            let second = try await site.letter()
            if first.code != second.code {
                #expect(try await site.send(first.code, in: browser).status == .unprocessableContent)
            }
            #expect(try await site.send(second.code, in: browser).status == .found)
        }
    }

    @Test("MC2: five tries a code, of whatever is typed; then not even the right one counts, nor the link")
    func tries() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let (browser, letter) = try await site.asked()
            for wrong in [MailCodeSite.wrong(letter.code), "12345", "abcdef", "1234567", "０"] {
                #expect(try await site.send(wrong, in: browser).status == .unprocessableContent)
            }
            #expect(try await site.send(letter.code, in: browser).status == .unprocessableContent)
            let path = String(letter.link)
            #expect(!(try await browser.get(path).body.contains("<form")))
            #expect(try await browser.submit(path).status == .notFound)
            let failed = site.events.events.filter { $0.kind == .signInFailed && $0.decidedBy == "mail-code" }
            #expect(failed.count == 7 && failed.allSatisfy { $0.account != nil })
        }
    }

    @Test(
        "MC2: ten tries an hour for an account, from wherever; a browser that signed in before is let in all the same")
    func hour() async throws {
        try await withMailCodes { site in
            try await site.makeAccount()
            let (known, _) = try await site.signedInByMail()
            for number in 1...2 {
                let (browser, letter) = try await site.asked(from: "192.0.2.\(number)")
                for step in 1...5 {
                    let answer = try await site.send(MailCodeSite.wrong(letter.code, by: step), in: browser)
                    #expect(answer.status == .unprocessableContent)
                }
            }
            let (browser, letter) = try await site.asked(from: "192.0.2.3")
            let answer = try await site.send(letter.code, in: browser)
            #expect(answer.status == .tooManyRequests && answer.headers[.retryAfter] != nil)
            #expect(site.events.events.last { $0.kind == .throttled }?.decidedBy == "sign-in-code")
            // The owner, who signs in with the password too, whatever strangers type.
            try await known.get("/index/")
            try await known.submit("/signout/")
            try await site.ask(in: known)
            #expect(try await site.send(try await site.letter().code, in: known).status == .found)
            #expect(try await site.isSignedIn(try await site.site.signedIn(MailCodeSite.address)))
            site.clock.advance(by: 901)
            let (later, right) = try await site.asked(from: "192.0.2.4")
            #expect(try await site.send(right.code, in: later).status == .found)
        }
    }

    @Test("MC2: of 64 who send one code at once, on two instances, one is let in, and none with the link besides")
    func race() async throws {
        try await withMailCodes { site in
            let ada = try await site.makeAccount()
            let clock = site.clock
            let database = DocumentDatabase.mongo(try site.gatehouse.mongo)
            let instances = (0..<2).map { _ in
                MailCodeStore<Citizen>(in: database, keys: .forTests, now: { clock.now })
            }
            let issued = try await instances[0].issue(to: ada, typed: ada.email, browser: "here")
            let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<64 {
                    let shown: MailCodeStore<Citizen>.Shown =
                        number % 4 == 3 ? .link(issued.link) : .code(issued.code)
                    group.addTask { try await instances[number % 2].use(shown, in: "here") != nil }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
        }
    }

    @Test("MC2: of 64 guesses at once five are looked at")
    func guesses() async throws {
        try await withMailCodes { site in
            let ada = try await site.makeAccount()
            let clock = site.clock
            let store = MailCodeStore<Citizen>(
                in: .mongo(try site.gatehouse.mongo), keys: .forTests, now: { clock.now })
            let issued = try await store.issue(to: ada, typed: ada.email, browser: "here")
            let taken = try await withThrowingTaskGroup(of: Bool.self) { group in
                for step in 1...64 {
                    let wrong = MailCodeSite.wrong(issued.code, by: step)
                    group.addTask { try await store.use(.code(wrong), in: "here") != nil }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(taken == 0)
            #expect(try await store.waiting(in: "here")?.tries == 5)
            #expect(try await store.use(.code(issued.code), in: "here") == nil)
        }
    }

    @Test("a code that an older secret key made is good after a new one came")
    func rotation() async throws {
        try await withMailCodes { site in
            let ada = try await site.makeAccount()
            let (clock, database) = (site.clock, DocumentDatabase.mongo(try site.gatehouse.mongo))
            let (old, new) = (String(repeating: "old key ", count: 8), String(repeating: "new key ", count: 8))
            let before = MailCodeStore<Citizen>(in: database, keys: SecretKeys(old), now: { clock.now })
            let after = MailCodeStore<Citizen>(
                in: database, keys: SecretKeys(new, fallbacks: [old]), now: { clock.now })
            let issued = try await before.issue(to: ada, typed: ada.email, browser: "here")
            #expect(try await after.use(.code(issued.code), in: "here") != nil)
            let next = try await before.issue(to: ada, typed: ada.email, browser: "here")
            #expect(try await after.use(.link(next.link), in: "here") != nil)
        }
    }
}
