import GatehouseBase
import Synchronization

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Tokens that were replaced a moment ago, for engines whose store has no place for that: known to this process alone.
package final class ReplacedTokens: Sendable {
    private struct State {
        var dates: [SessionID: Date] = [:]
        var order: [SessionID] = []
    }
    private let state = Mutex(State())
    private let most: Int

    /// - Parameter most: how many are remembered; the oldest go first.
    package init(most: Int = 10_000) { self.most = max(1, most) }

    /// Notes that a token was replaced.
    package func note(_ id: SessionID, at date: Date) {
        state.withLock { state in
            let end = date.subtracting(SessionRecord.replacedMemory)
            var gone = 0
            while gone < state.order.count,
                state.order.count - gone >= most || (state.dates[state.order[gone]] ?? .distantPast) <= end
            {
                state.dates[state.order[gone]] = nil
                gone += 1
            }
            state.order.removeFirst(gone)
            if state.dates.updateValue(date, forKey: id) == nil { state.order.append(id) }
        }
    }

    /// What stands in the place of a session whose token was replaced; nil where nothing is known of it.
    package func record(_ id: SessionID) -> SessionRecord? {
        state.withLock { $0.dates[id] }.map(SessionRecord.replaced)
    }
}
