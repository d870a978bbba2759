#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// Random bytes of the system's generator, drawn many at a time: each call is one to the system. A byte is given
/// away once, and forgotten here.
struct RandomPool {
    /// How many are drawn at a time.
    static let size = 1024
    private var bytes: [UInt8] = []

    mutating func take(_ count: Int) -> [UInt8] {
        if bytes.count < count { bytes = Self.draw(Self.size) }
        let taken = Array(bytes.suffix(count))
        for place in bytes.count - count..<bytes.count { bytes[place] = 0 }
        bytes.removeLast(count)
        return taken
    }

    /// So many from the system. Ends the process where it gives none: keys that can be guessed are worse than no answer.
    static func draw(_ count: Int) -> [UInt8] {
        Array(unsafeUninitializedCapacity: count) { bytes, filled in
            var place = 0
            while place < count {
                // The most that one call gives (POSIX.1-2024, getentropy).
                let length = min(256, count - place)
                guard getentropy(bytes.baseAddress! + place, length) == 0 else {  // not empty: there is a place
                    fatalError("the system gives no random bytes")
                }
                place += length
            }
            filled = count
        }
    }
}
