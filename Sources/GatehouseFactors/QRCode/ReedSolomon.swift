/// Error correction over the field of 256 elements with the polynomial x⁸ + x⁴ + x³ + x² + 1 (ISO/IEC 18004:2015,
/// section 7.5).
struct ReedSolomon {
    /// The generator's coefficients without the leading one, highest first.
    private let generator: [UInt8]

    /// A code with so many bytes of correction; 1 or more.
    init(correction count: Int) {
        var generator = [UInt8](repeating: 0, count: count)
        generator[count - 1] = 1
        var root: UInt8 = 1
        // Multiplied with (x − rootⁱ), one after the other.
        for _ in 0..<count {
            for place in 0..<count {
                generator[place] = Self.product(generator[place], root)
                if place + 1 < count { generator[place] ^= generator[place + 1] }
            }
            root = Self.product(root, 2)
        }
        self.generator = generator
    }

    /// The correction of data: the remainder of its division by the generator.
    func correction(of data: some Sequence<UInt8>) -> [UInt8] {
        var remainder = [UInt8](repeating: 0, count: generator.count)
        for byte in data {
            let factor = byte ^ remainder.removeFirst()
            remainder.append(0)
            for place in generator.indices { remainder[place] ^= Self.product(generator[place], factor) }
        }
        return remainder
    }

    private static func product(_ left: UInt8, _ right: UInt8) -> UInt8 {
        var product: UInt16 = 0
        for bit in (0..<8).reversed() {
            product = product << 1 ^ (product >> 7) * 0x11D
            if right >> bit & 1 == 1 { product ^= UInt16(left) }
        }
        return UInt8(truncatingIfNeeded: product)
    }
}
