package import Synchronization

/// Values that were made of something and will be wanted again: the recent ones, up to a size.
///
/// It holds two halves. When the newer one is full it becomes the older one, whose values go; one that is found in the
/// older half moves to the newer.
package final class RecentValues<Key: Hashable & Sendable, Value: Sendable>: Sendable {
    @usableFromInline struct Held {
        @usableFromInline let value: Value
        @usableFromInline let size: Int

        @inlinable init(_ value: Value, _ size: Int) { (self.value, self.size) = (value, size) }
    }

    @usableFromInline struct State {
        @usableFromInline var newer: [Key: Held] = [:]
        @usableFromInline var older: [Key: Held] = [:]
        @usableFromInline var size = 0

        @inlinable init() {}

        @inlinable mutating func keep(_ held: Held, for key: Key, upTo most: Int) {
            if size + held.size > most {
                older = newer
                newer = [:]
                size = 0
            }
            // What is replaced counts on until its half goes: the size is a bound, not an account.
            size += held.size
            newer[key] = held
        }
    }

    @usableFromInline let state = Mutex(State())
    @usableFromInline let sizeOfHalf: Int

    /// Room for values.
    ///
    /// - Parameter size: how much is held at most, in the measure of ``keep(_:for:size:)``; 2 or more.
    @inlinable package init(size: Int) { sizeOfHalf = size / 2 }

    /// The value of a key, if it is still there.
    @inlinable package func value(for key: Key) -> Value? {
        state.withLock { state in
            if let held = state.newer[key] { return held.value }
            guard let held = state.older[key] else { return nil }
            state.keep(held, for: key, upTo: sizeOfHalf)
            return held.value
        }
    }

    /// Keeps a value, unless it takes more than a half.
    ///
    /// - Parameter size: how much it takes, in any measure.
    @inlinable package func keep(_ value: Value, for key: Key, size: Int = 1) {
        guard size <= sizeOfHalf else { return }
        state.withLock { $0.keep(Held(value, size), for: key, upTo: sizeOfHalf) }
    }
}
