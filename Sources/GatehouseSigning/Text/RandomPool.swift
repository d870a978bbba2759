/// Random bytes of the system's generator, drawn many at a time: each call may be one to the system. A byte is given
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

    /// So many from the system.
    static func draw(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return Array(unsafeUninitializedCapacity: count) { bytes, filled in
            var word: UInt64 = 0
            for place in 0..<count {
                if place % 8 == 0 { word = generator.next() }
                bytes[place] = UInt8(truncatingIfNeeded: word)
                word >>= 8
            }
            filled = count
        }
    }
}
