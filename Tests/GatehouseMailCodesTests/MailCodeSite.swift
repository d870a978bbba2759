import FeatureMembers
import Foundation
import Gatehouse
import GatehouseFactors
import GatehouseMailCodes
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

/// What a mail brought.
struct Letter {
    let code: String
    let link: String
}

/// A site with codes by mail and second factors, and what its owners were told.
struct MailCodeSite {
    let site: TestSite<GatehouseContext<Citizen>>
    let clock: TestClock
    let events: Told

    static let json: HTTPFields = [.accept: "application/json"]
    static let address = "ada@example.com"

    var gatehouse: Gatehouse<Citizen> { site.gatehouse }
    var accounts: Accounts<Citizen> { gatehouse.accounts }

    func account(_ email: String = address) async throws -> Citizen {
        try #require(try await accounts.find(email: email))
    }

    /// What a collection holds, as text.
    func stored(_ collection: String) async throws -> String {
        try await gatehouse.mongo.run(["find": .string(collection)]).extendedJSON()
    }

    /// Makes an account, whose address its owner has confirmed unless a test says otherwise.
    @discardableResult
    func makeAccount(_ email: String = address, isVerified: Bool = true) async throws -> Citizen {
        var user = try await site.signUp(email)
        if isVerified {
            let date = clock.now
            try await accounts.documents.update(&user) { $0.emailVerifiedDate = date }
        }
        return user
    }

    /// Asks for a code; the answer to that.
    @discardableResult
    func ask(
        _ email: String = address, in browser: TestBrowser, _ more: [String: String] = [:], headers: HTTPFields = [:]
    ) async throws -> TestBrowser.Page {
        try await browser.get("/signin/mail/")
        return try await browser.submit(
            "/signin/mail/", ["email": email].merging(more) { first, _ in first }, headers: headers)
    }

    /// The next mail with a code.
    func letter(to email: String = address) async throws -> Letter {
        let (message, path) = try await site.nextMail(to: email)
        let code = try #require(message.text.firstMatch(of: /(?m)^(\d{6})$/)?.1, "\(message.text)")
        return Letter(code: String(code), link: try #require(path))
    }

    /// A browser in which somebody asked, and what was mailed.
    func asked(_ email: String = address, from address: String? = nil) async throws -> (TestBrowser, Letter) {
        let browser = site.browser(from: address)
        try await ask(email, in: browser)
        return (browser, try await letter(to: email))
    }

    /// Sends a code.
    @discardableResult
    func send(
        _ code: String, in browser: TestBrowser, _ more: [String: String] = [:], headers: HTTPFields = [:]
    ) async throws -> TestBrowser.Page {
        try await browser.get("/signin/mail/code/")
        return try await browser.submit(
            "/signin/mail/code/", ["code": code].merging(more) { first, _ in first }, headers: headers)
    }

    /// A browser in which somebody signed in by mail, and the answer to that.
    func signedInByMail(_ email: String = address) async throws -> (TestBrowser, TestBrowser.Page) {
        let (browser, letter) = try await asked(email)
        return (browser, try await send(letter.code, in: browser))
    }

    func isSignedIn(_ browser: TestBrowser) async throws -> Bool { try await browser.get("/index/").status == .ok }
}

extension MailCodeSite {
    /// A wrong code of the same length.
    static func wrong(_ code: String, by step: Int = 1) -> String {
        let number = ((Int(code) ?? 0) + step) % 1_000_000
        return String(repeating: "0", count: 6 - String(number).count) + String(number)
    }

    /// Adds an authenticator app in a browser in which somebody is signed in, and gives what it shows.
    func addApp(_ browser: TestBrowser) async throws -> OneTimePassword {
        let page = try await browser.get("/security/apps/new/")
        let secret = try #require(
            page.body.firstMatch(of: /<code class="secret" dir="ltr">([A-Z2-7 ]+)<\/code>/)?.1, "\(page.body)")
        let enrolment = try #require(page.body.firstMatch(of: /value="([A-Za-z0-9]{22}\.\d+\.1\.[-_A-Za-z0-9]+)"/)?.1)
        let app = OneTimePassword(secret: Self.bytes(String(secret)))
        let answer = try await browser.submit(
            "/security/apps/new/", ["code": code(app), "name": "Phone", "enrolment": String(enrolment)])
        try #require(answer.status == .found, "\(answer.body)")
        return app
    }

    /// What an app shows now.
    func code(_ app: OneTimePassword) -> String { app.password(step: app.step(at: clock.now) ?? 0) }

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

func withMailCodes(
    configure: (inout GatehouseSettings) -> Void = { _ in }, _ body: (MailCodeSite) async throws -> Void
) async throws {
    let (clock, events) = (TestClock(), Told())
    try await TestSite.run(
        Citizen.self, in: .mongo(.standalone),
        configure: {
            $0.web.accountFields = []
            $0.now = { clock.now }
            $0.events = AccountEvents([.awaited { events.add($0) }])
            configure(&$0)
        },
        features: {
            SecondFactors()
            MailCodes()
        }
    ) { try await body(MailCodeSite(site: $0, clock: clock, events: events)) }
}
