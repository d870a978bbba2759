import Synchronization

/// Gives the memory of hashes back to the system when none was made for a while.
final class SpareMemory: Sendable {
    private struct State {
        var uses = 0
        var isWatched = false
    }
    private let state = Mutex(State())
    private let retention: Duration

    init(retention: Duration) { self.retention = retention }

    /// A hash is over.
    func noteUse() {
        let mustWatch = state.withLock { state in
            state.uses += 1
            defer { state.isWatched = true }
            return !state.isWatched
        }
        guard mustWatch else { return }
        // Belongs to no request, and holds nobody up: what ends with the process need not be given back.
        Task.detached { await self.watch() }
    }

    private func watch() async {
        var seen = -1
        while !isQuiet(since: &seen) { try? await Task.sleep(for: retention) }
        HashMemory.release()
    }

    /// Whether nothing was used since the last time this was asked. Then nobody watches any more.
    private func isQuiet(since seen: inout Int) -> Bool {
        state.withLock { state in
            defer { seen = state.uses }
            if state.uses == seen { state.isWatched = false }
            return state.uses == seen
        }
    }
}
