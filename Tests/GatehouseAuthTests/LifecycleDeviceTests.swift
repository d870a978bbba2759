import Foundation
import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo
import GatehousePasswords
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Testing

@Suite("Lifecycle: devices and export")
struct LifecycleDeviceTests {
    static let firefox = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"

    @Test("C8: owners see where they are signed in, and end what is theirs")
    func devices() async throws {
        let site = try await LifecycleSite(Member.self)
        let (ada, bob) = (try await site.add("ada@example.com"), try await site.add("bob@example.com"))
        let mine = try await site.signIn(ada, userAgent: Self.firefox)
        site.clock.advance(by: 10)
        let phone = try await site.signIn(ada, userAgent: "curl/8.5.0")
        let his = try await site.signIn(bob)
        #expect(site.lifecycle.canListDevices)
        let devices = try await site.lifecycle.devices(of: ada, current: mine.id)
        #expect(devices.map(\.agent) == ["Firefox on Linux", "curl"])
        #expect(devices.map(\.isCurrent) == [true, false])
        #expect(devices.map(\.id) == [mine.id.text, phone.id.text])
        // Another's is none, nor is what names no session.
        for id in [his.id.text, "", "x", mine.text] {
            #expect(try await !site.lifecycle.revokeDevice(id, of: ada))
        }
        #expect(try await site.user(his)?.id == bob.id)
        #expect(try await site.lifecycle.revokeDevice(phone.id.text, of: ada, client: client))
        #expect(try await site.user(phone) == nil)
        #expect(try await site.user(mine) != nil)
        _ = try await site.signIn(ada)
        #expect(try await site.lifecycle.revokeOtherDevices(of: ada, keeping: mine.id, client: client) == 1)
        #expect(try await site.lifecycle.devices(of: ada, current: nil).map(\.id) == [mine.id.text])
        #expect(site.seen.all.count { $0.kind == .sessionsRevoked && $0.account == "1" } == 3)
        // One that ended is not told of, though the store still has it.
        site.clock.advance(by: 1_209_600)
        #expect(try await site.lifecycle.devices(of: ada, current: mine.id).isEmpty)
    }

    @Test("where sessions live in cookies there is nothing to see or end, and a password change is safe all the same")
    func cookies() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com")
        let store = CountingSessionStore(site.sessions)
        let lifecycle = AccountLifecycle(
            site.accounts, sessions: store, tokens: site.tokens, notifier: NoNotifier(), in: .memory())
        #expect(!lifecycle.canListDevices)
        #expect(try await lifecycle.devices(of: ada, current: nil).isEmpty)
        #expect(try await lifecycle.revokeOtherDevices(of: ada, keeping: nil) == 0)
        #expect(try await !lifecycle.revokeDevice(SessionToken().id.text, of: ada))
        let browser = try await site.signIn(ada)
        try await lifecycle.changePassword(current: "correct horse", new: "another horse", of: ada, client: client)
        #expect(try await site.user(browser) == nil)
    }

    @Test("an export holds what is stored of an account, but no secret")
    func export() async throws {
        let site = try await LifecycleSite(
            Member.self,
            records: [
                AccountRecord("notes") { user, _ in
                    ["count": 3, "of": .string(user.email)]
                } erase: { _ in
                },
                AccountRecord("orders") { _, _ in
                    .array([])
                } erase: { _ in
                },
                AccountRecord("nothing") { _, _ in
                    nil
                } erase: { _ in
                },
            ])
        let ada = try await site.add("ada@example.com") { $0.firstName = "Ada" }
        let browser = try await site.signIn(ada, userAgent: Self.firefox)
        _ = try await site.signIn(try await site.add("bob@example.com"))
        var export = try await site.lifecycle.export(of: ada, client: client)
        #expect(export.keys == ["account", "sessions", "data"])
        #expect(export[path: "account", "email"]?.string == "ada@example.com")
        #expect(export[path: "account", "first_name"]?.string == "Ada")
        #expect(export["sessions"]?.array?.values.map { $0.document?["user_agent"]?.string } == [Self.firefox])
        #expect(export[path: "data", "notes", "count"]?.integer == 3)
        #expect(export["data"]?.document?.keys == ["notes", "orders"])
        let text = export.extendedJSON()
        for secret in [ada.password.text, browser.text, browser.id.text, "bob@"] { #expect(!text.contains(secret)) }
        try await site.lifecycle.requestDeletion(of: ada, password: "correct horse", client: client)
        export = try await site.lifecycle.export(of: ada)
        #expect(export.keys == ["account", "sessions", "deletion", "data"])
        let due = try await site.lifecycle.pendingDeletion(of: ada)
        #expect(try export[path: "deletion", "due_date"] == due?.bsonValue())
    }

    @Test(
        "browsers in words",
        arguments: [
            (firefox, "Firefox on Linux"),
            ("Mozilla/5.0 (Android 15; Mobile; rv:140.0) Gecko/140.0 Firefox/140.0", "Firefox on Android"),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) FxiOS/140.0 Mobile/15E148 Safari/605.1.15",
                "Firefox on iPhone"
            ),
            (
                "Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Mobile Safari/537.36",
                "Chrome on Android"
            ),
            (
                "Mozilla/5.0 (Linux; Android 14; SAMSUNG SM-S911B) AppleWebKit/537.36 (KHTML, like Gecko) SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
                "Samsung Internet on Android"
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
                "Chrome on Windows"
            ),
            (
                "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 Edg/138.0.0.0",
                "Edge on Windows"
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36 OPR/120.0.0.0",
                "Opera on Mac"
            ),
            (
                "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Safari/605.1.15",
                "Safari on Mac"
            ),
            (
                "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.5 Mobile/15E148 Safari/604.1",
                "Safari on iPhone"
            ),
            (
                "Mozilla/5.0 (iPad; CPU OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/138.0 Mobile/15E148 Safari/604.1",
                "Chrome on iPad"
            ),
            (
                "Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/138.0.0.0 Safari/537.36",
                "Chrome on ChromeOS"
            ),
            ("Mozilla/5.0 (Windows NT 10.0; WOW64; Trident/7.0; rv:11.0) like Gecko", "Internet Explorer on Windows"),
            ("Mozilla/5.0 (X11; Linux x86_64) SomethingNew/1.0", "Unknown browser on Linux"),
            ("curl/8.5.0", "curl"), ("Wget/1.24.5", "Wget"), ("python-requests/2.32.0", "Python"),
            ("Go-http-client/2.0", "Go"), ("Mozilla/5.0", "Unknown device"), ("", "Unknown device"),
            ("\u{0}\u{FFFD}\r\n<script>", "Unknown device"),
            (String(repeating: "x", count: 300) + " Firefox/140.0", "Unknown device"),
        ])
    func agents(userAgent: String, words: String) { #expect(UserAgentText.words(userAgent).text == words) }

    @Test("a browser that does not say what it is")
    func noAgent() { #expect(UserAgentText.words(nil).text == "Unknown device") }
}
