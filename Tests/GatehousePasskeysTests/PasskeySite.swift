import FeatureMembers
import Foundation
import Gatehouse
import GatehouseBase
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import GatehousePasskeys

/// A site with passkeys, and what its owners were told.
struct PasskeySite {
    let site: TestSite<GatehouseContext<Member>>
    let clock: TestClock
    let events: Told

    static let json: HTTPFields = [.accept: "application/json"]

    var gatehouse: Gatehouse<Member> { site.gatehouse }
    var accounts: Accounts<Member> { gatehouse.accounts }

    func store() throws -> PasskeyStore<Member> {
        let clock = clock
        return PasskeyStore(in: .mongo(try gatehouse.mongo), now: { clock.now })
    }

    func account(_ email: String = "ada@example.com") async throws -> Member {
        try #require(try await accounts.find(email: email))
    }

    /// What a page asks a browser for.
    func options(_ path: String, _ browser: TestBrowser) async throws -> JSONValue {
        let page = try await browser.get(path, headers: Self.json)
        try #require(page.status == .ok, "\(page.body)")
        return try #require(JSONValue(unambiguous: page.body, depth: 8)?["publicKey"])
    }

    /// Adds a passkey by the pages.
    @discardableResult
    func add(
        _ passkey: inout SoftAuthenticator, named name: String = "Phone", in browser: TestBrowser
    ) async throws -> TestBrowser.Page {
        try await browser.get("/security/passkeys/new/")
        let options = try await options("/security/passkeys/new/", browser)
        return try await browser.submit(
            "/security/passkeys/new/", ["credential": try passkey.create(options), "name": name])
    }

    /// Somebody with a passkey, and the browser in which it was added.
    func withPasskey(
        _ email: String = "ada@example.com", _ change: (inout SoftAuthenticator) -> Void = { _ in }
    ) async throws -> (SoftAuthenticator, TestBrowser) {
        let browser = try await site.signedIn(email)
        var passkey = SoftAuthenticator()
        change(&passkey)
        let answer = try await add(&passkey, in: browser)
        try #require(answer.headers[.location] == "/security/passkeys/", "\(answer.body)")
        return (passkey, browser)
    }

    /// Signs in by a passkey alone.
    func signIn(_ passkey: SoftAuthenticator, in browser: TestBrowser) async throws -> TestBrowser.Page {
        try await browser.get("/signin/")
        let credential = try passkey.get(try await options("/signin/passkey/", browser))
        return try await browser.submit("/signin/passkey/", ["credential": credential])
    }

    /// A browser that has sent the right password, and the answer to that.
    func shown(_ email: String = "ada@example.com") async throws -> (TestBrowser, TestBrowser.Page) {
        let browser = site.browser()
        let answer = try await site.signIn(email, in: browser)
        try await browser.get("/signin/factor/")
        return (browser, answer)
    }
}

func withPasskeys(
    _ feature: Passkeys<Member> = Passkeys(), configure: (inout GatehouseSettings) -> Void = { _ in },
    _ body: (PasskeySite) async throws -> Void
) async throws {
    let (clock, events) = (TestClock(), Told())
    try await TestSite.run(
        Member.self, in: .mongo(.standalone),
        configure: {
            $0.mail = nil
            $0.web.accountFields = []
            $0.now = { clock.now }
            $0.events = AccountEvents([.awaited { events.add($0) }])
            configure(&$0)
        }, features: { feature }
    ) { try await body(PasskeySite(site: $0, clock: clock, events: events)) }
}
