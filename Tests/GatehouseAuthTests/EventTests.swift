import Foundation
import GatehouseAuth
import GatehousePasswords
import GatehouseSessions
import GatehouseSigning
import GatehouseTesting
import Logging
import Synchronization
import Testing

/// Keeps the lines of a log.
struct KeptLog: LogHandler {
    let lines = Collected<String>()
    var metadata: Logger.Metadata = [:]
    var metadataProvider: Logger.MetadataProvider?
    var logLevel = Logger.Level.trace
    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let pairs = (event.metadata ?? [:]).sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value)" }
        lines.append("\(event.level) \(event.message) \(pairs.joined(separator: " "))")
    }
}

@Suite("Events")
struct EventTests {
    @Test("L1: each outcome is one event with its time, account, address and outcome; L2: no secret is in any")
    func vocabulary() async throws {
        let site = Site()
        let log = KeptLog()
        let events = AccountEvents(
            [.awaited { site.seen.append($0) }], logger: Logger(label: "gatehouse.accounts") { _ in log })
        let accounts = Accounts(
            site.documents, passwords: site.passwords, keys: .init("secret-canary"), events: events,
            now: { site.clock.now })
        let from = Client(address: "192.0.2.7", userAgent: "agent-canary") { _ in "header-canary" }
        let sessions = [try await site.session(), try await site.session()]
        _ = try await accounts.signUp(email: "ada@example.com", password: "password-canary", client: from)
        var found = try #require(
            try await accounts.authenticate(Credentials(email: "ada@example.com", password: "password-canary"), from))
        for session in sessions { _ = try await accounts.signIn(found, session, client: from) }
        _ = try await accounts.setPassword("other-canary", of: &found.user, keeping: sessions[0], client: from)
        _ = try await accounts.user(of: sessions[1])
        try await accounts.signOut(sessions[0], client: from)
        for email in ["typed-canary", "ada@example.com"] {
            for _ in 0..<6 {
                _ = try await accounts.tried(email, "wrong-canary", from)
            }
        }
        let administration = AccountAdministration(accounts, sessions: site.sessions)
        _ = try await administration.setActive(false, of: found.user)
        _ = try await administration.setActive(true, of: found.user)
        _ = try await administration.setGroups(["editors"], of: found.user)
        _ = try await administration.delete(found.user)
        let kinds: [AccountEvent.Kind] =
            [.created, .signedIn, .signedIn, .passwordChanged, .sessionRefused, .signedOut]
            + Array(repeating: .signInFailed, count: 5) + [.throttled] + Array(repeating: .signInFailed, count: 5)
            + [.throttled, .deactivated, .activated, .groupsChanged, .deleted]
        #expect(site.seen.all.map(\.kind) == kinds)
        let lines = log.lines.all
        #expect(lines.count == kinds.count)
        #expect(
            lines[1]
                == "info account.signed-in account=1 address=192.0.2.7 at=2023-11-14T22:13:20Z by=gatehouse.EmailPasswordBackend outcome=success"
        )
        #expect(
            lines[12]
                == "notice account.sign-in-failed account=1 address=192.0.2.7 at=2023-11-14T22:13:20Z outcome=refused")
        #expect(
            lines[17]
                == "notice account.throttled address=192.0.2.7 at=2023-11-14T22:13:20Z by=account-address outcome=refused"
        )
        let all = lines.joined() + site.seen.all.map { String(reflecting: $0) }.joined()
        #expect(!all.contains("canary") && !all.contains("ada@"))
        #expect(!all.contains(try #require(found.user.password.text.split(separator: "$").last)))
    }

    @Test("handlers in the background are bounded, and all are done after a drain")
    func background() async {
        let (done, log) = (Collected<Int>(), KeptLog())
        let gate = AsyncStream<Void>.makeStream()
        let first = Collected<Bool>()
        let events = AccountEvents(
            [
                .background { _ in
                    if first.all.isEmpty {
                        first.append(true)
                        for await _ in gate.stream {}
                    }
                    done.append(1)
                }
            ], maximumBackground: 1, logger: Logger(label: "test") { _ in log })
        for _ in 0..<3 { await events.emit(AccountEvent(.signedIn, date: Date())) }
        #expect(log.lines.all.count { $0.hasPrefix("warning") } == 2)
        gate.continuation.finish()
        await events.drain()
        #expect(done.all.count == 1)
    }
}
