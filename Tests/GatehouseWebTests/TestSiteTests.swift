import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@Suite("A site for the tests of an application")
struct TestSiteTests {
    private let mia = ["nickname": "mia"]

    private func configure(_ settings: inout GatehouseSettings) {
        settings.web.accountFields = ["nickname"]
    }

    @Test("is there in a line, in memory, with routes of its own and browsers that sign in")
    func routes() async throws {
        try await TestSite.run(Person.self, configure: configure) { site in
            site.router.group("hello", requiring: .signedIn).get { _, context in "Hello \(context.user.nickname)" }
            #expect(try await site.browser().get("/hello").headers[.location] == "/signin/?next=/hello")
            #expect(try await site.signedIn("mia@example.com", mia).get("/hello").body == "Hello mia")
            let wrong = try await site.signIn("mia@example.com", password: "wrong", in: site.browser())
            #expect(wrong.status == .unprocessableContent)
            try await site.browser().waitUntilReady()
        }
    }

    @Test("keeps its mail, and says where a link leads")
    func mail() async throws {
        try await TestSite.run(Person.self, configure: configure) { site in
            try await site.signUp("mia@example.com", mia)
            let browser = site.browser()
            try await browser.get("/password/reset/")
            try #require(
                try await browser.submit("/password/reset/", ["email": "mia@example.com"]).status == .found)
            let path = try #require(try await site.nextMail(to: "mia@example.com").path)
            try await browser.get(path)
            let set = ["password": "a new horse", "password_retype": "a new horse"]
            #expect(try await browser.submit(path, set).status == .found)
            let back = try await site.signIn("mia@example.com", password: "a new horse", in: browser)
            #expect(back.headers[.location] == "/index/")
        }
    }

    @Test("throttles, counts keys and keeps addresses unique as in MongoDB", arguments: [true, false])
    func alike(isInMemory: Bool) async throws {
        try await TestSite.run(Person.self, in: isInMemory ? .memory : .mongo(.standalone), configure: configure) {
            site in
            try await site.signUp("mia@example.com", mia)
            await #expect(throws: InvalidInput.self) { try await site.signUp("Mia@example.com", ["nickname": "ben"]) }
            let browser = site.browser(from: "192.0.2.9")
            for _ in 0..<5 { try await site.signIn("mia@example.com", password: "wrong", in: browser) }
            #expect(try await site.signIn("mia@example.com", in: browser).headers[.location] != "/index/")
            let elsewhere = site.browser(from: "192.0.2.10")
            #expect(try await site.signIn("mia@example.com", in: elsewhere).headers[.location] == "/index/")
        }
    }

    @Test("says at the call what only a MongoDB has")
    func missing() async throws {
        try await TestSite.run(Person.self, configure: configure) { site in
            #expect(throws: InMemoryError.self) { try site.gatehouse.mongo }
        }
        await #expect(throws: InMemoryError.self) {
            try await TestSite.run(
                Person.self,
                configure: {
                    configure(&$0)
                    $0.sessionEngine = .django()
                }
            ) { _ in }
        }
        try await TestSite.run(
            Person.self,
            configure: {
                configure(&$0)
                $0.sessionEngine = .cachedDatabase()
            }
        ) { site in
            let page = try await site.browser().get("/signin/")
            #expect(page.status == .ok)
        }
    }

    @Test("tells why a browser is not signed in")
    func refused() async throws {
        let error = await #expect(throws: TestSiteError.self) {
            try await TestSite.run(Person.self, configure: configure) { site in
                try await site.signUp("mia@example.com", mia)
                _ = try await site.signedIn("mia@example.com", password: "wrong")
            }
        }
        #expect(error?.description.hasPrefix("sign-in answered 422") == true)
    }
}

@Suite("Secret keys at the start")
struct SecretKeyTests {
    @Test(
        "a key that the program refuses is refused by the library, also as a fallback",
        arguments: [
            SecretKeys("a key for tests only"), SecretKeys(String(repeating: "ab", count: 30)),
            SecretKeys(SecretKeys.forTests.current, fallbacks: ["tiny-key"]),
            SecretKeys("django-insecure-" + SecretKeys.forTests.current),
        ])
    func weak(keys: SecretKeys) async throws {
        let error = await #expect(throws: WeakSecretKeyError.self) {
            try await TestSite.run(Editor.self, configure: { $0.keys = keys }) { _ in }
        }
        #expect(error?.isFallback == !keys.fallbacks.isEmpty)
        #expect(error?.description.contains("gatehouse secret new") == true)
        for key in keys.all { #expect(error.map { "\($0)".contains(key) } == false) }
        try await TestSite.run(
            Editor.self,
            configure: {
                $0.keys = keys
                $0.allowsWeakSecretKeys = true
            }
        ) { site in
            let page = try await site.browser().get("/signin/")
            #expect(page.status == .ok)
        }
    }

    @Test("the README's key is one that the library takes")
    func readme() throws {
        let file = URL(fileURLWithPath: #filePath).deletingLastPathComponent().appending(path: "../../README.md")
        let text = try String(contentsOf: file, encoding: .utf8)
        let keys = text.matches(of: #/SecretKeys\("([^"]+)"\)/#).map { String($0.1) }
        #expect(!keys.isEmpty)
        for key in keys { #expect(SecretKeys.weakness(of: key) == nil) }
    }
}
