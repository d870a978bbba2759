import Synchronization

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// Copies of sessions that lie somewhere else. A copy that was read before somebody said that the session changed is
/// never kept.
package final class SessionCache: Sendable {
    /// How often the sessions of a part were said to have changed, at the moment a read began.
    package struct Ticket: Sendable {
        fileprivate let changes: Int
    }

    /// A copy.
    package struct Copy: Sendable {
        package let record: SessionRecord
        /// When its reading began.
        package let readAt: ContinuousClock.Instant
    }

    private struct State {
        var sessions: LRUShard
        var changes = 0
    }

    private final class Part: Sendable {
        let state: Mutex<State>
        init(capacity: Int) { state = Mutex(State(sessions: LRUShard(capacity: capacity))) }
    }

    private let parts: [Part]

    package init(capacity: Int, parts count: Int = CacheSessionStore.defaultShards) {
        parts = (0..<count).map { _ in Part(capacity: max(1, capacity / count)) }
    }

    private func part(_ id: SessionID) -> Part { parts[Int(id.bytes.first ?? 0) % parts.count] }

    package var count: Int { parts.reduce(0) { $0 + $1.state.withLock { $0.sessions.count } } }

    package func copy(_ id: SessionID) -> Copy? {
        part(id).state.withLock { state in
            guard let entry = state.sessions.use(id), let readAt = entry.note.readAt else { return nil }
            return Copy(record: entry.record, readAt: readAt)
        }
    }

    /// Taken before a session is read, and given with what was read.
    package func ticket(_ id: SessionID) -> Ticket { part(id).state.withLock { Ticket(changes: $0.changes) } }

    /// Keeps a copy, unless something changed since the ticket was taken, or it is too large.
    package func keep(
        _ record: SessionRecord, _ id: SessionID, _ ticket: Ticket, _ readAt: ContinuousClock.Instant, now: Date
    ) {
        part(id).state.withLock { state in
            guard state.changes == ticket.changes else { return }
            _ = state.sessions.put(record.detached, id, note: CacheNote(readAt: readAt), now: now)
        }
    }

    /// Says that a session changed.
    package func forget(_ id: SessionID) {
        part(id).state.withLock { state in
            state.changes &+= 1
            state.sessions.remove(id)
        }
    }

    /// Says that the sessions of an account changed.
    package func forget(account: String) {
        for part in parts {
            part.state.withLock { state in
                state.changes &+= 1
                for id in state.sessions.ids(of: account) { state.sessions.remove(id) }
            }
        }
    }

    /// Says that any session may have changed.
    package func forgetAll() {
        for part in parts {
            part.state.withLock { state in
                state.changes &+= 1
                state.sessions.removeAll()
            }
        }
    }
}
