import FeatureMembers
import Foundation
import Gatehouse
import GatehouseActivity
import GatehouseTesting
import HTTPTypes
import Testing

@Suite("Recent activity")
struct ActivityTests {
    private typealias Site = TestSite<GatehouseContext<Member>>

    private static let json: HTTPFields = [.accept: "application/json"]

    private static func with(
        _ feature: RecentActivity<Member> = RecentActivity(),
        configure: @escaping (inout GatehouseSettings) -> Void = { _ in }, _ body: (Site) async throws -> Void
    ) async throws {
        try await TestSite.run(
            Member.self,
            configure: {
                $0.web.accountFields = []
                configure(&$0)
            }, features: { feature }, body)
    }

    /// What the page tells programs, once it has as much; notes are made beside requests.
    private static func kinds(_ count: Int, _ browser: TestBrowser) async throws -> [String] {
        struct Page: Decodable {
            struct Row: Decodable { let kind: String }
            let activity: [Row]
        }
        for _ in 0..<6000 {
            let page = try await browser.get("/security/activity/", headers: json)
            let kinds = try JSONDecoder().decode(Page.self, from: Data(page.body.utf8)).activity.map(\.kind)
            if kinds.count >= count { return kinds }
            try await Task.sleep(for: .milliseconds(20))
        }
        return []
    }

    @Test("an account's owner sees sign-ins and changes, newest first, with browser and address")
    func shown() async throws {
        try await Self.with { site in
            try await site.signUp("ada@example.com")
            let browser = site.browser(from: "192.0.2.7")
            try await browser.get("/signin/")
            let firefox: HTTPFields = [
                .userAgent: "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
            ]
            try await browser.submit(
                "/signin/", ["email": "ada@example.com", "password": Site.password], headers: firefox)
            #expect(try await Self.kinds(2, browser) == ["account.signed-in", "account.created"])
            try await browser.get("/password/change/")
            try await browser.submit(
                "/password/change/",
                [
                    "current_password": Site.password, "password": "another horse battery",
                    "password_retype": "another horse battery",
                ])
            #expect(try await Self.kinds(3, browser).first == "account.password-changed")
            let page = try await browser.get("/security/activity/").body
            #expect(page.contains("<strong>Somebody signed in</strong>") && page.contains("Firefox on Linux"))
            #expect(page.contains("192.0.2.7"))
            #expect(try await browser.get("/security/").body.contains("href=\"/security/activity/\""))
        }
    }

    @Test("what others type is not noted, and nobody sees another account's")
    func others() async throws {
        try await Self.with { site in
            try await site.signUp("ada@example.com")
            let stranger = site.browser()
            for _ in 0..<3 { try await site.signIn("ada@example.com", password: "wrong horse", in: stranger) }
            let bob = try await site.signedIn("bob@example.com")
            #expect(try await Self.kinds(2, bob) == ["account.signed-in", "account.created"])
            let ada = try await site.signedIn("ada@example.com")
            #expect(try await Self.kinds(2, ada) == ["account.signed-in", "account.created"])
            #expect(try await stranger.get("/security/activity/").status == .found)
        }
    }

    @Test("what is older than it is kept for is not shown")
    func over() async throws {
        let clock = TestClock()
        try await Self.with(RecentActivity(keeping: .seconds(3600)), configure: { $0.now = { clock.now } }) { site in
            let before = try await site.signedIn("ada@example.com")
            #expect(try await Self.kinds(2, before).count == 2)
            clock.advance(by: 3601)
            let browser = try await site.signedIn("ada@example.com")
            #expect(try await Self.kinds(1, browser) == ["account.signed-in"])
        }
    }
}

@Suite("Recent activity keeps what all features must")
struct ActivityConformanceTests {
    @Test("with the usual settings", arguments: FeatureConformance<Member>.checks)
    func usual(check: FeatureConformance<Member>.Check) async throws {
        try await check.run(over: .init(configure: { $0.web.accountFields = [] }, feature: { RecentActivity() }))
    }
}
