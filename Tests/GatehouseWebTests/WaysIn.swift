import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

/// An account that may not sign in before somebody lets it, where its address begins so.
struct Guest: Account {
    static let collection = "guests"
    var id: UUID?
    var email: String
    var password: PasswordHash
    var activeFlag: Bool?
    var lastSigninDate: Date?
    var emailVerifiedDate: Date?

    var isActive: Bool { activeFlag ?? !email.hasPrefix("pending") }

    static let schema = Schema<Guest> {
        PrimaryKey(\.id, .uuid)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("active_flag", \.activeFlag)
        Field("last_signin_date", \.lastSigninDate)
        Field("email_verified_date", \.emailVerifiedDate)
    }
}

/// The ways to the gate.
enum WayIn: String, CaseIterable, Sendable {
    case password, json, remoteHeader, signUp, signUpLink, verificationLink, cancelledDeletion, ownProof, doneStep,
        secondFactor
}

/// What stands against a sign-in.
enum Obstacle: Sendable {
    case none, inactive, stepDue
}

/// What became of somebody who took a way in.
struct Arrival {
    /// The members of the session that Django reads for who is signed in.
    var djangoKeys: [String] = []
    /// Where the index page sends them.
    var sentTo: String?
    var lastSignIn: Date?
    var isToBeDeleted = false
    var events: [String] = []

    var isSignedIn: Bool { djangoKeys.contains("_auth_user_id") && sentTo == nil && lastSignIn != nil }
    /// No trace of a sign-in anywhere.
    var isNobodys: Bool {
        djangoKeys.isEmpty && sentTo == "/signin/" && lastSignIn == nil && !events.contains("account.signed-in")
            && !events.contains("account.deletion-cancelled")
    }
}

/// A site in which each way in can be taken.
struct WaysSite {
    let site: TestSite<GatehouseContext<Guest>>
    let way: WayIn
    let obstacle: Obstacle
    let errand: Errand
    let told: EventNames

    private var email: String {
        let makesAccount = way == .signUp || way == .signUpLink
        return makesAccount && obstacle == .inactive ? "pending@example.com" : "ada@example.com"
    }
    private var credentials: [String: String] { ["email": email, "password": "correct horse"] }

    static func run(_ way: WayIn, _ obstacle: Obstacle, backends: [BackendSelection]? = nil) async throws -> Arrival {
        let (errand, told) = (Errand(), EventNames())
        return try await TestSite.run(
            Guest.self,
            configure: { settings in
                settings.backends = backends ?? ["remote-header", "email-password"]
                settings.web.trustedProxies = TrustedProxies(["10.0.0.1"]) ?? .none
                settings.web.accountFields = []
                settings.web.verifiesBeforeSignUp = way == .signUpLink
                settings.events = AccountEvents([.awaited { told.add($0.kind.name) }])
            },
            features: {
                errand
                InlineFeature<Guest>("word") { _, parts in
                    guard way == .secondFactor else { return }
                    parts.factors = [
                        FactorForm(Word(), title: "Say the word", help: "Say it.", fields: [FormField("code")])
                    ]
                }
            }
        ) { try await WaysSite(site: $0, way: way, obstacle: obstacle, errand: errand, told: told).arrive() }
    }

    private func arrive() async throws -> Arrival {
        let browser = site.browser(from: "10.0.0.1")
        let accounts = site.gatehouse.accounts
        if way != .signUp, way != .signUpLink { try await site.signUp(email) }
        errand.set(isDue: way == .doneStep)
        let link = try await prepare(browser)
        errand.set(isDue: obstacle == .stepDue)
        if obstacle == .inactive, var ada = try await accounts.find(email: "ada@example.com") {
            try await accounts.documents.update(&ada) { $0.activeFlag = false }
        }
        told.clear()
        try await take(browser, link)
        var arrival = Arrival()
        if let token = browser.cookies["sessionid"].flatMap({ SessionToken($0) }) {
            let record = try await site.gatehouse.sessions.load(token)
            arrival.djangoKeys = (record?.data.map(\.key) ?? []).filter { $0.hasPrefix("_auth_user") }
        }
        arrival.sentTo = try await browser.get("/index/").headers[.location]
        arrival.events = told.all
        if let guest = try await accounts.find(email: email) {
            arrival.lastSignIn = guest.lastSigninDate
            arrival.isToBeDeleted = try await site.gatehouse.lifecycle.pendingDeletion(of: guest) != nil
        }
        return arrival
    }

    /// What comes before the way in; a link that leads in.
    private func prepare(_ browser: TestBrowser) async throws -> String {
        let (accounts, lifecycle) = (site.gatehouse.accounts, site.gatehouse.lifecycle)
        switch way {
        case .signUpLink:
            try await browser.get("/signup/")
            try await browser.submit("/signup/", credentials.merging(["password_retype": "correct horse"]) { $1 })
            return try #require(try await site.nextMail(to: email).path)
        case .verificationLink:
            let ada = try #require(try await accounts.find(email: email))
            try await lifecycle.requestEmailVerification(of: ada, client: Client())
            return try #require(try await site.nextMail(to: email).path)
        case .cancelledDeletion:
            let ada = try #require(try await accounts.find(email: email))
            try await lifecycle.requestDeletion(of: ada, password: "correct horse", client: Client())
        case .ownProof:
            site.router.get("own") { _, context -> Response in
                let ada = try #require(try await accounts.find(email: "ada@example.com"))
                let proof = try accounts.proof(of: ada, by: [.password])
                _ = try await accounts.signIn(proof, try await context.session, client: try context.visit.client)
                return Response(status: .ok)
            }
        case .doneStep, .secondFactor:
            try await browser.get("/signin/")
            let page = try await browser.submit("/signin/", credentials)
            let path = way == .doneStep ? "/errand/" : "/signin/factor/"
            try #require(page.headers[.location] == path)
            if way == .doneStep {
                let gatehouse = site.gatehouse
                site.router.get("errand") { request, context in try await gatehouse.continueSignIn(request, context) }
            } else {
                try await browser.get(path)
            }
        case .password, .json, .remoteHeader, .signUp: break
        }
        return ""
    }

    private func take(_ browser: TestBrowser, _ link: String) async throws {
        switch way {
        case .password, .cancelledDeletion:
            try await browser.get("/signin/")
            try await browser.submit("/signin/", credentials)
        case .json:
            _ = try await browser.post(json: ["email": .string(email), "password": "correct horse"], to: "/signin/")
        case .remoteHeader:
            let header = try #require(HTTPField.Name("Remote-User"))
            try await browser.get("/signin/")
            try await browser.submit("/signin/", [:], headers: [header: email])
        case .signUp:
            try await browser.get("/signup/")
            try await browser.submit("/signup/", credentials.merging(["password_retype": "correct horse"]) { $1 })
        case .signUpLink, .verificationLink:
            try await browser.get(link)
            try await browser.submit(link, ["password": "correct horse"])
        // Routes were added since the browser was made.
        case .ownProof, .doneStep:
            let later = site.browser(from: "10.0.0.1")
            later.cookies = browser.cookies
            try await later.get(way == .ownProof ? "/own" : "/errand")
            browser.cookies = later.cookies
        case .secondFactor:
            try await browser.submit("/signin/factor/", ["code": "xyzzy"])
        }
    }
}

/// A step of the gate that is due when a test says so.
final class Errand: GateStep {
    typealias User = Guest
    let name = "errand"
    let path = "/errand/"
    private let flag = Mutex(false)

    func set(isDue: Bool) { flag.withLock { $0 = isDue } }
    func isDue(for proof: Proof<Guest>) -> Bool { flag.withLock { $0 } }
}

/// A second factor that everybody has.
private struct Word: SecondFactor {
    let name = "word"
    func isSetUp(for account: Guest.ID) -> Bool { true }
    func check(_ shown: Credentials, of user: Guest) -> [AuthenticationMethod] {
        shown["code"] == "xyzzy" ? [.oneTimePassword] : []
    }
    func remove(from account: Guest.ID) {}
}

/// The names of events that a site told of.
final class EventNames: Sendable {
    private let list = Mutex<[String]>([])
    var all: [String] { list.withLock { $0 } }
    func add(_ name: String) { list.withLock { $0.append(name) } }
    func clear() { list.withLock { $0 = [] } }
}
