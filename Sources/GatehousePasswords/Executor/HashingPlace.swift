import Synchronization

/// The place of work that will need a hash.
package struct HashingPlace: Sendable {
    /// How many places are taken.
    final class Counter: Sendable {
        let count = Atomic(0)
    }
    private let counter: Counter

    init(_ counter: Counter) { self.counter = counter }

    /// The work has ended. Call it once.
    package func leave() { counter.count.subtract(1, ordering: .relaxed) }
}
