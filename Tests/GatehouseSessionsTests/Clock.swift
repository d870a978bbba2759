import Foundation
import GatehouseSessions
import Synchronization

/// A clock that stands still until it is moved.
final class Clock: Sendable {
    private let time: Mutex<Date>

    init(_ start: Date = Date(timeIntervalSince1970: 1_700_000_000)) { time = Mutex(start) }

    var now: Date { time.withLock { $0 } }
    func advance(_ seconds: TimeInterval) { time.withLock { $0 += seconds } }

    var policy: SessionPolicy {
        var policy = SessionPolicy()
        policy.now = { self.now }
        return policy
    }
}
