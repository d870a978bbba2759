public import Gatehouse
import GatehouseAuth
import GatehouseDocuments
public import GatehouseMail
public import GatehouseWeb
public import Hummingbird

/// A whole site for the tests of an application: its accounts, pages and routes, with mail that is kept and browsers
/// without a network. In memory unless a test asks for a real MongoDB.
///
/// ```swift
/// @Test("a note is saved")
/// func notes() async throws {
///     try await TestSite.run(features: { NotesFeature() }, router: makeRouter) { site in
///         let mia = try await site.signedIn("mia@example.com", ["nickname": "mia"])
///         try await mia.get("/notes/")
///         try await mia.submit("/notes/", ["title": "Milk"])
///         #expect(try await mia.get("/notes/").body.contains("Milk"))
///     }
/// }
/// ```
public struct TestSite<Context: GatehouseRequestContext> where Context.Source == ApplicationRequestContextSource {
    /// The type of the site's accounts.
    public typealias User = Context.User

    /// The site.
    public let gatehouse: Gatehouse<User>
    /// Its routes; more may be added before the first browser is made.
    public let router: Router<Context>
    /// The mail that it sends.
    public let mail: MemoryMailTransport
    /// Where its pages are.
    public let pages: PagePaths
    let origin: String

    /// A password that keeps the usual policy.
    public static var password: String { "correct horse" }

    /// A browser with an empty cookie jar.
    ///
    /// - Parameter address: from where its connections come, as `192.0.2.7`; nil for nowhere.
    public func browser(from address: String? = nil) -> TestBrowser { TestBrowser(router, from: address) }

    /// Makes an account that nobody has yet, without a page.
    ///
    /// - Parameter fields: what else sign-up asks for, by field, of those that the site names.
    /// - Throws: as `accounts.signUp`.
    @discardableResult
    public func signUp(
        _ email: String, _ fields: [String: String] = [:], password: String = TestSite.password
    ) async throws -> User {
        try await gatehouse.accounts.signUp(email: email, password: password, fields: fields)
    }

    /// A browser in which somebody is signed in; the account is made where there is none yet.
    ///
    /// - Throws: ``TestSiteError`` where the sign-in page does not let them in, as when a step of the gate is due; as
    ///   `accounts.signUp`.
    public func signedIn(
        _ email: String, _ fields: [String: String] = [:], password: String = TestSite.password
    ) async throws -> TestBrowser {
        if try await gatehouse.accounts.find(email: email) == nil {
            try await signUp(email, fields, password: password)
        }
        let browser = browser()
        let page = try await signIn(email, password: password, in: browser)
        guard page.headers[.location] == pages.path(.index) else { throw TestSiteError("sign-in", page) }
        return browser
    }

    /// Sends the sign-in page as somebody would who opens it.
    ///
    /// - Returns: the answer: a way to the next page, or the page with what is wrong.
    /// - Throws: ``TestSiteError`` where the site has no sign-in page.
    @discardableResult
    public func signIn(
        _ email: String, password: String = TestSite.password, in browser: TestBrowser
    ) async throws -> TestBrowser.Page {
        guard let path = pages[.signIn] else { throw TestSiteError("the site has no sign-in page") }
        try await browser.get(path)
        return try await browser.submit(path, ["email": email, "password": password])
    }

    /// Takes the oldest mail to an address that was not taken yet, and the path on the site that its link leads to; waits
    /// up to two minutes for one, so that a test whose mail never comes fails instead of standing still.
    ///
    /// - Throws: ``TestSiteError`` where none comes; `CancellationError`.
    public func nextMail(to address: String) async throws -> (message: MailMessage, path: String?) {
        let message = try await withThrowingTaskGroup(of: MailMessage.self) { [mail] group in
            group.addTask { try await mail.next(to: address) }
            group.addTask {
                try await Task.sleep(for: .seconds(120))
                throw TestSiteError("no mail to \(address) came")
            }
            defer { group.cancelAll() }
            guard let first = try await group.next() else { throw CancellationError() }
            return first
        }
        let link = message.text.split { $0.isWhitespace }.first { $0.hasPrefix(origin + "/") }
        return (message, link.map { String($0.dropFirst(origin.count)) })
    }
}

/// A page of a site under test did not do what a test builds on.
public struct TestSiteError: Error, Sendable, CustomStringConvertible {
    /// What the page did, in words.
    public let description: String

    init(_ words: String) { description = words }

    init(_ what: String, _ page: TestBrowser.Page) {
        let place = page.headers[.location].map { " to \($0)" } ?? ""
        description = "\(what) answered \(page.status)\(place): \(page.body.prefix(500))"
    }
}
