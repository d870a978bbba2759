import FeatureMembers
import Gatehouse
import GatehouseBase
import GatehouseTesting
import HTTPTypes
import Testing

@testable import GatehousePasskeys

@Suite("Challenges of passkeys")
struct ChallengeTests {
    @Test("WA2: a challenge has 32 random bytes, and is good once, for five minutes, in the browser that got it")
    func once() async throws {
        try await withPasskeys { site in
            let (passkey, _) = try await site.withPasskey()
            let (browser, other) = (site.site.browser(), site.site.browser())
            try await browser.get("/signin/")
            try await other.get("/signin/")
            let options = try await site.options("/signin/passkey/", browser)
            #expect(Base64URL.decode(options["challenge"]?.string ?? "")?.count == 32)
            #expect(options["challenge"] != (try await site.options("/signin/passkey/", browser))["challenge"])
            let stolen = try await other.submit("/signin/passkey/", ["credential": try passkey.get(options)])
            #expect(stolen.status == .unprocessableContent)
            let second = try await site.options("/signin/passkey/", browser)
            let credential = try passkey.get(second)
            #expect(
                try await browser.submit("/signin/passkey/", ["credential": credential]).headers[.location] == "/index/"
            )
            #expect(
                try await browser.submit("/signin/passkey/", ["credential": credential]).status == .unprocessableContent
            )
            let late = site.site.browser()
            try await late.get("/signin/")
            let old = try await site.options("/signin/passkey/", late)
            site.clock.advance(by: 301)
            #expect(
                try await late.submit("/signin/passkey/", ["credential": try passkey.get(old)]).status
                    == .unprocessableContent)
        }
    }

    @Test("WA2: a challenge of one ceremony or account is none of another")
    func bound() async throws {
        try await withPasskeys { site in
            let (passkey, _) = try await site.withPasskey()
            let (waiting, _) = try await site.shown()
            let factor = try await site.options("/signin/passkey/factor/", waiting)
            let alone = try await waiting.submit("/signin/passkey/", ["credential": try passkey.get(factor)])
            #expect(alone.status == .unprocessableContent)
            let signIn = try await site.options("/signin/passkey/", waiting)
            let second = try await waiting.submit("/signin/factor/passkey/", ["credential": try passkey.get(signIn)])
            #expect(second.status == .unprocessableContent)
            // Another account's passkey is no factor of this one.
            let (bobs, _) = try await site.withPasskey("bob@example.com")
            let asked = try await site.options("/signin/passkey/factor/", waiting)
            let other = try await waiting.submit("/signin/factor/passkey/", ["credential": try bobs.get(asked)])
            #expect(other.status == .unprocessableContent)
        }
    }

    @Test("WA2: of 64 who send the same passkey at once, on two instances, one is signed in")
    func race() async throws {
        try await withPasskeys { site in
            let (passkey, _) = try await site.withPasskey()
            let clock = site.clock
            let database = DocumentDatabase.mongo(try site.gatehouse.mongo)
            let rp = RelyingParty(id: "localhost", name: "", origins: ["http://localhost"])
            let instances = (0..<2).map { _ in
                PasskeyCeremonies<Member>(
                    store: PasskeyStore(in: database, now: { clock.now }),
                    challenges: PasskeyChallenges(tokens: SingleUseTokens(in: database, now: { clock.now })), site: rp)
            }
            let challenge = try await instances[0].challenges.issue(.signIn, for: nil, browser: "here")
            let sent = try passkey.get(["challenge": .string(challenge)])
            let wins = try await withThrowingTaskGroup(of: Bool.self) { group in
                for number in 0..<64 {
                    group.addTask {
                        do {
                            _ = try await instances[number % 2].used(
                                sent, .signIn, of: nil, browser: "here", needsVerification: true)
                            return true
                        } catch PasskeyRefusal.challenge { return false }
                    }
                }
                return try await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            #expect(wins == 1)
        }
    }
}
