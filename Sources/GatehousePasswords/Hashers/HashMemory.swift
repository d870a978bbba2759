import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Memory for argon2, kept from one hash for the next.
///
/// Memory that the system gives anew must be filled with pages first, which makes a hash half as expensive again. The
/// allocator would keep it too, but never give it back.
enum HashMemory {
    /// Memory that nobody uses: unchecked because of the address, which has one owner at a time.
    private struct Piece: @unchecked Sendable {
        let address: UnsafeMutableRawPointer
        let size: Int
    }
    private static let free = Mutex<[Piece]>([])
    /// The most that is kept, in bytes: 256 MiB.
    private static let capacity = 256 << 20

    /// Memory of a size; nil when the system has none.
    static func take(_ size: Int) -> UnsafeMutableRawPointer? {
        let kept = free.withLock { free in
            free.lastIndex { $0.size == size }.map { free.remove(at: $0) }
        }
        if let kept { return kept.address }
        let address = mmap(nil, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0)
        return address == MAP_FAILED ? nil : address
    }

    /// Takes memory back that ``take(_:)`` gave, without what was in it.
    static func putBack(_ address: UnsafeMutableRawPointer, _ size: Int) {
        let isKept = free.withLock { free in
            guard free.reduce(size, { $0 + $1.size }) <= capacity else { return false }
            free.append(Piece(address: address, size: size))
            return true
        }
        if !isKept { munmap(address, size) }
    }

    /// How many pieces of a size wait for the next hash.
    static func count(of size: Int) -> Int { free.withLock { $0.count { $0.size == size } } }

    /// Gives what nobody uses back to the system.
    static func release() {
        let pieces = free.withLock { free in
            defer { free = [] }
            return free
        }
        for piece in pieces { munmap(piece.address, piece.size) }
    }
}
