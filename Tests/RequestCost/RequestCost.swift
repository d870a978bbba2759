import CAllocationCount
import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import NIOEmbedded

/// Prints how many pieces of memory the signed-in page asks the allocator for, beside a route of the same application
/// that does nothing: a whole number that is the same on every machine.
///
///     RequestCost [MOST]
///
/// With a number it ends with status 1 when the page costs more. To count something else from outside, as instructions,
/// it asks for a path so many times and prints nothing:
///
///     RequestCost PATH COUNT
@main
struct RequestCost {
    struct User: Account {
        static let collection = "users"
        var id: Int?
        var email: String
        var password: PasswordHash
        var firstName: String
        var lastName: String
        var lastSigninDate: Date?

        static let schema = Schema<User> {
            PrimaryKey(\.id, .sequence)
            Field("email", \.email, .email, .unique)
            Field("password", \.password)
            Field("first_name", \.firstName, .required)
            Field("last_name", \.lastName, .required)
            Field("last_signin_date", \.lastSigninDate)
        }
    }

    static func main() {
        // Not an asynchronous main: its first thread ends, which valgrind does not survive.
        Task.detached {
            do { try await run() } catch { fatalError("\(error)") }
            exit(0)
        }
        while true { pause() }
    }

    private static func run() async throws {
        LoggingSystem.bootstrap { _ in SwiftLogNoOpLogHandler() }
        let router = try makeRouter()
        let browser = TestBrowser(router)
        let account = [
            "email": "ada@example.com", "password": "correct horse", "password_retype": "correct horse",
            "first_name": "ada", "last_name": "lovelace",
        ]
        try await browser.get("/signup/")
        try await browser.submit("/signup/", account)
        guard try await browser.get("/index/").status == .ok else { fatalError("nobody is signed in") }
        let cookie = browser.cookies.map { "\($0.key)=\($0.value)" }.joined(separator: "; ")
        let responder = router.buildResponder()
        let arguments = CommandLine.arguments.dropFirst()
        if let path = arguments.first, let count = arguments.dropFirst().first.flatMap(Int.init) {
            for _ in 0..<count { try await ask(path, cookie, responder) }
            return
        }
        let bare = try await cost("/healthz", cookie, responder)
        let page = try await cost("/index/", cookie, responder)
        print("allocations of a signed-in page: \(page - bare)")
        guard let most = arguments.first.flatMap(Int.init) else { return }
        if page - bare > most {
            print("That is more than \(most). Find out what asks for so many, or change the bound in scripts/test.")
            exit(1)
        }
    }

    private static func makeRouter() throws -> Router<GatehouseContext<User>> {
        let keys = SecretKeys("a key for tests only")
        let database = DocumentDatabase.memory()
        let accounts = Accounts(
            Documents(User.self, in: database), passwords: PasswordHashing([Argon2Hasher.forTests]), keys: keys)
        let sessions = CacheSessionStore()
        let lifecycle = AccountLifecycle(
            accounts, sessions: sessions, tokens: SingleUseTokens(in: database), notifier: NoNotifier(), in: database)
        var settings = WebSettings()
        settings.isHTTPS = false
        let web = try GatehouseWeb(
            accounts: accounts, lifecycle: lifecycle, sessions: sessions, settings: settings, keys: keys,
            sendsMail: false
        ) {}
        let router = Router(context: GatehouseContext<User>.self)
        web.addMiddleware(to: router)
        web.addPages(to: router)
        return router
    }

    /// The median over many requests: what is made once, as tables that grow, does not count.
    private static func cost(
        _ path: String, _ cookie: String, _ responder: some HTTPResponder<GatehouseContext<User>>
    ) async throws -> Int {
        var costs: [Int] = []
        for _ in 0..<301 {
            let before = allocation_count()
            try await ask(path, cookie, responder)
            costs.append(allocation_count() - before)
        }
        return costs.sorted()[costs.count / 2]
    }

    private static func ask(
        _ path: String, _ cookie: String, _ responder: some HTTPResponder<GatehouseContext<User>>
    ) async throws {
        let head = HTTPRequest(
            method: .get, scheme: "http", authority: "localhost", path: path, headerFields: [.cookie: cookie])
        let source = ApplicationRequestContextSource(channel: channel, logger: Logger(label: "cost"))
        let response = try await responder.respond(
            to: Request(head: head, body: RequestBody(buffer: ByteBuffer())),
            context: GatehouseContext<User>(source: source))
        guard response.status == .ok else { fatalError("\(path) answers \(response.status)") }
    }

    private static let channel = NIOAsyncTestingChannel()
}
