import ArgumentParser
import Foundation
import Gatehouse
import GatehouseBase

/// Shows sessions, newest use first.
struct ListSessionsCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "list", abstract: "Show the sessions, the one used last first.")

    @Option(help: "Only those of the account with this key.")
    var account: String?

    @Option(help: "How many at most.")
    var limit = 100

    @Flag(help: "Print one JSON object a line: id, account, created_at, last_seen_at, expires_at, address, user_agent.")
    var json = false

    func validate() throws {
        guard limit > 0 else { throw ValidationError("--limit must be 1 or more.") }
    }

    func run() async throws {
        try await SiteSessions.withDirectory { directory in
            for session in try await directory.sessions(of: account, limit: limit) {
                print(json ? object(session).text : line(session))
            }
        }
    }

    private func object(_ session: SessionSummary) -> JSONValue {
        func text(_ text: String?) -> JSONValue { text.map(JSONValue.string) ?? .null }
        return [
            "id": .string(session.id.text), "account": text(session.account),
            "created_at": .string(date(session.createdAt)), "last_seen_at": .string(date(session.lastSeenAt)),
            "expires_at": .string(date(session.expiresAt)), "address": text(session.client.address),
            "user_agent": text(session.client.userAgent),
        ]
    }

    private func line(_ session: SessionSummary) -> String {
        let parts = [
            session.id.text, "account \(session.account ?? "-")", "seen \(date(session.lastSeenAt))",
            "ends \(date(session.expiresAt))", session.client.address ?? "-", session.client.userAgent ?? "-",
        ]
        // What a browser calls itself must not move the terminal's cursor.
        return parts.joined(separator: "  ").unicodeScalars.map { scalar in
            scalar.properties.generalCategory == .control ? "?" : String(scalar)
        }.joined()
    }

    private func date(_ date: Date) -> String { date.formatted(.iso8601) }
}
