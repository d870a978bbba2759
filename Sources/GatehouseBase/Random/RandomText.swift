import Synchronization

/// Text drawn from the system's generator of random numbers.
package enum RandomText {
    /// Letters of both cases and digits, in Django's order: 62 characters, 5.95 bits each.
    package static let alphanumeric = Array("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789".utf8)

    /// So many letters and digits.
    package static func make(count: Int) -> String {
        String(
            unsafeUninitializedCapacity: count
        ) { text in
            var place = 0
            while place < count {
                // 248 of 256 bytes fall evenly on the 62 characters; the others are drawn anew.
                let drawn = bytes(count: count - place + 4)
                for number in drawn.indices where drawn[number] < 248 && place < count {
                    text[place] = alphanumeric[Int(drawn[number]) % alphanumeric.count]
                    place += 1
                }
            }
            return count
        }
    }

    /// So many random bytes.
    package static func bytes(count: Int) -> [UInt8] {
        guard count <= RandomPool.size / 2 else { return RandomPool.draw(count) }
        return pool.withLock { $0.take(count) }
    }

    private static let pool = Mutex(RandomPool())
}
