package import Foundation
import Synchronization

/// A clock that only a test moves: on a busy machine a code would be too old before it is sent.
package final class TestClock: Sendable {
    /// Some seconds after an authenticator app has begun to show a code.
    private let time = Mutex(Date(timeIntervalSince1970: (Date().timeIntervalSince1970 / 30).rounded(.down) * 30 + 5))

    package init() {}

    package var now: Date { time.withLock { $0 } }
    package func advance(by seconds: Double) { time.withLock { $0 += seconds } }
}
