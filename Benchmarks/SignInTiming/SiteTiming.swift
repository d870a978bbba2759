import Foundation
import Gatehouse
import GatehouseTesting
import Hummingbird
import Logging
import NIOCore

/// Times what a stranger, or somebody who is signed in, can ask of a whole site over HTTP: for addresses of accounts and
/// for others.
enum SiteTiming {
    /// As long as what follows an answer takes, and more: it must not meet the next request.
    private static let pause: useconds_t = 20_000

    static func run(_ count: Int) async throws {
        let quiet = Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }
        var settings = GatehouseSettings(mongoURL: "", keys: .forTests)
        settings.mongo = try await TestMongo.settings(on: .replicaSet)
        // Small differences show beside a fast hasher.
        settings.hashers = [Argon2Hasher(memoryCost: 64, timeCost: 1, parallelism: 1)]
        settings.throttles.accountAndAddress = nil
        settings.throttles.account = nil
        for rule in [
            \Throttles.address, \Throttles.signUp, \Throttles.mailPerAddress, \Throttles.mailPerAddressAndRecipient,
            \Throttles.mailPerRecipient,
        ] { settings.throttles[keyPath: rule]?.limit = 1_000_000 }
        settings.events = AccountEvents(logger: quiet)
        settings.logger = quiet
        settings.web.isHTTPS = false
        settings.web.origin = "http://127.0.0.1"
        settings.web.accountFields = []
        settings.web.verifiesBeforeSignUp = true
        guard let from = MailAddress("no-reply@example.com") else { return }
        settings.mail = MailSettings(MemoryMailTransport(), from: from)
        let gatehouse = try await Gatehouse(User.self, settings)
        for number in 0..<16 {
            _ = try await gatehouse.accounts.signUp(email: email(number, isKnown: true), password: "correct horse")
        }
        _ = try await gatehouse.accounts.signUp(email: "owner@example.com", password: "correct horse")
        let router = Router(context: GatehouseContext<User>.self)
        gatehouse.addMiddleware(to: router)
        gatehouse.addPages(to: router)
        let (ports, port) = AsyncStream<Int>.makeStream()
        let application = Application(
            router: router, server: gatehouse.server, configuration: .init(address: .hostname("127.0.0.1", port: 0)),
            onServerRunning: { port.yield($0.localAddress?.port ?? 0) }, logger: quiet)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await application.run() }
            group.addTask {
                guard let port = await ports.first(where: { _ in true }) else { return }
                for line in try await lines(port, count) { print(line) }
            }
            _ = try await group.next()
            group.cancelAll()
        }
        // The database ends with the server, which is this process's own.
        try await gatehouse.shutdown()
    }

    /// The rows of the table, measured in a thread of its own: none of the server's waits meanwhile.
    private static func lines(_ port: Int, _ count: Int) async throws -> [String] {
        try await withCheckedThrowingContinuation { continuation in
            Thread {
                continuation.resume(with: Result { try measure(try Connection(port: port), count) })
            }.start()
        }
    }

    private static func measure(_ connection: Connection, _ count: Int) throws -> [String] {
        let answer = try connection.post("/signin/", ["email": "owner@example.com", "password": "correct horse"]).0
        let cookies = answer.split(separator: "\r\n").filter { $0.lowercased().hasPrefix("set-cookie: sessionid=") }
        let session = cookies.first?.dropFirst(12).prefix { $0 != ";" }.description
        let flows: [(String, String, [String: String], String?)] = [
            ("sign-in", "/signin/", ["password": "wrong horse"], nil),
            ("password reset", "/password/reset/", [:], nil),
            (
                "sign-up with verification", "/signup/",
                ["password": "correct horse", "password_retype": "correct horse"], nil
            ),
            ("change of address", "/email/change/", ["password": "correct horse"], session),
        ]
        return try flows.map { name, path, fields, cookie in
            let comparison = try Comparison.pairs(count) { isKnown in
                usleep(pause)
                let email = email(Int.random(in: 0..<16), isKnown: isKnown)
                let (head, time) = try connection.post(path, fields.merging(["email": email]) { $1 }, cookie: cookie)
                guard head.hasPrefix(path == "/signin/" ? "HTTP/1.1 422" : "HTTP/1.1 302") else {
                    throw UnexpectedAnswer(name: name, head: head)
                }
                return time
            }
            return comparison.line(name)
        }
    }

    /// What is timed is not what was meant.
    private struct UnexpectedAnswer: Error {
        let name: String
        let head: String
    }

    private static func email(_ number: Int, isKnown: Bool) -> String {
        "\(isKnown ? "known" : "other")\(10 + number)@example.com"
    }
}
