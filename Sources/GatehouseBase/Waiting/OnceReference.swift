package import Synchronization

/// A reference that is set once, by whoever comes first, and read without a lock.
///
/// `Synchronization.AtomicLazyReference` does the same, but its `load()` is not specialized in a release build: each call
/// looks generic metadata up, for about 640 instructions by callgrind, and a page makes ten of them.
package struct OnceReference<Value: AnyObject & Sendable>: ~Copyable, Sendable {
    /// The address of what it holds a reference to; 0 before. Pointers are not sendable, and numbers are.
    @usableFromInline let address = Atomic<UInt>(0)

    @inlinable package init() {}

    deinit {
        guard let pointer = UnsafeRawPointer(bitPattern: address.load(ordering: .acquiring)) else { return }
        Unmanaged<AnyObject>.fromOpaque(pointer).release()
    }

    /// What was stored; nil before.
    @inlinable package func load() -> Value? {
        guard let pointer = UnsafeRawPointer(bitPattern: address.load(ordering: .acquiring)) else { return nil }
        // Only values of this type are ever stored.
        return unsafeDowncast(Unmanaged<AnyObject>.fromOpaque(pointer).takeUnretainedValue(), to: Value.self)
    }

    /// Stores a value, unless one is stored already.
    ///
    /// - Returns: what is stored now.
    @inlinable @discardableResult package func storeIfNil(_ value: Value) -> Value {
        let new = Unmanaged<AnyObject>.passRetained(value)
        let (isStored, _) = address.compareExchange(
            expected: 0, desired: UInt(bitPattern: new.toOpaque()), ordering: .acquiringAndReleasing)
        if isStored { return value }
        new.release()
        // Never nil again.
        return load() ?? value
    }
}
