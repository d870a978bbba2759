package import Gatehouse
import Synchronization

/// The events that a site told of.
package final class Told: Sendable {
    private let list = Mutex<[AccountEvent]>([])

    package init() {}

    package var events: [AccountEvent] { list.withLock { $0 } }
    package var kinds: [String] { events.map(\.kind.name) }
    package func add(_ event: AccountEvent) { list.withLock { $0.append(event) } }

    /// Waits for an event, which may come after the answer.
    package func wait(for kind: String, count: Int = 1) async throws {
        while kinds.count(where: { $0 == kind }) < count { try await Task.sleep(for: .milliseconds(5)) }
    }
}
