import ArgumentParser
import Foundation
import Gatehouse

/// Removes what has ended.
struct ClearExpiredCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "clear-expired", abstract: "Remove sessions that ended.",
        discussion: "Prints how many. A running site does it by itself, once an hour; MongoDB once a minute.")

    func run() async throws {
        try await SiteSessions.withDirectory { print(try await $0.clearExpired(before: Date())) }
    }
}
