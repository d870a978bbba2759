public import Foundation
import GatehouseBase
import Synchronization

/// Counts tries in this process's memory: for tests, and for sites of one process.
public final class MemoryThrottleStore: ThrottleStore {
    private struct Bucket {
        var state = ThrottleState()
        var expiry: Int64 = 0
    }
    private struct State {
        var buckets: [String: Bucket] = [:]
        var sweepAt = 1024
    }
    private let state = Mutex(State())

    /// Nothing is counted yet.
    public init() {}

    /// How many buckets it remembers.
    public var count: Int { state.withLock { $0.buckets.count } }

    /// Counts a try under a lock.
    public func take(_ bucket: String, _ rule: ThrottleRule, at now: Date) -> ThrottleVerdict {
        let time = now.milliseconds
        return state.withLock { state in
            if state.buckets.count >= state.sweepAt {
                state.buckets = state.buckets.filter { $0.value.expiry > time }
                state.sweepAt = max(1024, 2 * state.buckets.count)
            }
            var entry = state.buckets[bucket] ?? Bucket()
            let isAllowed = entry.state.take(rule, at: time)
            entry.expiry = entry.state.expiry(rule)
            state.buckets[bucket] = entry
            return ThrottleVerdict(
                isAllowed: isAllowed,
                blockedUntil: isAllowed ? nil : Date(milliseconds: entry.state.blockedUntil))
        }
    }

    /// Takes the last try of a bucket back.
    public func giveBack(_ bucket: String) { state.withLock { _ = $0.buckets[bucket]?.state.hits.popLast() } }

    /// Forgets a bucket.
    public func clear(_ bucket: String) { state.withLock { $0.buckets[bucket] = nil } }
}
