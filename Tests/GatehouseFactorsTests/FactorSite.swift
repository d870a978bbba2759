import FeatureMembers
import Foundation
import Gatehouse
import GatehouseFactors
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

/// A site with second factors, and what its owners were told.
struct FactorSite {
    let site: TestSite<GatehouseContext<Member>>
    let clock: TestClock
    let events: Told

    static let ada = ["email": "ada@example.com", "password": TestSite<GatehouseContext<Member>>.password]

    var router: Router<GatehouseContext<Member>> { site.router }
    var gatehouse: Gatehouse<Member> { site.gatehouse }

    func apps(_ keys: SecretKeys = .forTests) throws -> AuthenticatorApps<Member> {
        let clock = clock
        return AuthenticatorApps(in: .mongo(try gatehouse.mongo), keys: keys, now: { clock.now })
    }

    func account() async throws -> Member {
        try #require(try await gatehouse.accounts.find(email: "ada@example.com"))
    }

    /// A browser that has sent the right password, and the answer to that.
    func shown(headers: HTTPFields = [:]) async throws -> (TestBrowser, TestBrowser.Page) {
        if try await gatehouse.accounts.find(email: "ada@example.com") == nil {
            try await site.signUp("ada@example.com")
        }
        let browser = site.browser()
        try await browser.get("/signin/")
        return (browser, try await browser.submit("/signin/", Self.ada, headers: headers))
    }

    /// Adds an app by the pages, and returns the passwords that it shows.
    func addApp(_ browser: TestBrowser, named name: String = "Phone") async throws -> OneTimePassword {
        let password = try await beginApp(browser)
        let answer = try await browser.submit(
            "/security/apps/new/", ["code": code(password.app), "name": name, "enrolment": password.enrolment])
        try #require(answer.status == .found, "\(answer.body)")
        return password.app
    }

    func beginApp(_ browser: TestBrowser) async throws -> (app: OneTimePassword, enrolment: String) {
        let page = try await browser.get("/security/apps/new/")
        let secret = try #require(page.body.firstMatch(of: /<code class="secret" dir="ltr">([A-Z2-7 ]+)<\/code>/)?.1)
        let enrolment = try #require(page.body.firstMatch(of: /value="([A-Za-z0-9]{22}\.\d+\.1\.[-_A-Za-z0-9]+)"/)?.1)
        return (OneTimePassword(secret: Self.bytes(String(secret))), String(enrolment))
    }

    /// What an app shows now.
    func code(_ app: OneTimePassword, steps: Int64 = 0) -> String {
        app.password(step: (app.step(at: clock.now) ?? 0) + steps)
    }

    /// Time goes on until the app shows another code.
    func nextCode(_ app: OneTimePassword) -> String {
        clock.advance(by: 31)
        return code(app)
    }

    /// The bytes of a secret in Base32.
    private static func bytes(_ text: String) -> [UInt8] {
        var (bytes, bits, filled) = ([UInt8](), UInt32(0), 0)
        for letter in text.utf8 where letter != UInt8(ascii: " ") {
            let value = letter >= UInt8(ascii: "A") ? letter - UInt8(ascii: "A") : letter - UInt8(ascii: "2") + 26
            bits = bits << 5 | UInt32(value)
            filled += 5
            if filled >= 8 {
                filled -= 8
                bytes.append(UInt8(truncatingIfNeeded: bits >> filled))
            }
        }
        return bytes
    }
}

func withFactors(
    required: (@Sendable (Member) -> Bool)? = nil, remembering age: Duration? = .seconds(30 * 86_400),
    mail: MailSettings? = nil, _ body: (FactorSite) async throws -> Void
) async throws {
    let (clock, events) = (TestClock(), Told())
    try await TestSite.run(
        Member.self, in: .mongo(.standalone),
        configure: {
            $0.mail = mail
            $0.gate.remembersBrowsers = age
            $0.web.accountFields = []
            $0.now = { clock.now }
            $0.events = AccountEvents([.awaited { events.add($0) }])
        }, features: { SecondFactors(requiredFor: required) }
    ) { try await body(FactorSite(site: $0, clock: clock, events: events)) }
}
