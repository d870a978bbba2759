/// The modules of a QR code while it is drawn (ISO/IEC 18004:2015, sections 6.3 and 7.7 to 7.10).
struct QRMatrix: Sendable, Hashable {
    let version: QRVersion
    private(set) var isDark: [Bool]
    /// Modules of patterns and formats, which hold no data and are not masked.
    private var isFixed: [Bool]

    var size: Int { version.size }

    subscript(row: Int, column: Int) -> Bool { isDark[row * size + column] }

    /// A code with its patterns, without data.
    init(_ version: QRVersion) {
        self.version = version
        isDark = Array(repeating: false, count: version.size * version.size)
        isFixed = isDark
        drawTiming()
        for (row, column) in [(3, 3), (3, size - 4), (size - 4, 3)] { drawFinder(row, column) }
        drawAlignment()
        drawVersion()
        drawFormat(mask: 0)
    }

    /// Draws codewords: in columns of two from the right, up and down in turns.
    mutating func draw(_ codewords: [UInt8]) {
        var bit = 0
        var right = size - 1
        var isUp = true
        while right > 0 {
            if right == 6 { right = 5 }
            for step in 0..<size {
                let row = isUp ? size - 1 - step : step
                for column in [right, right - 1] where !isFixed[row * size + column] && bit < codewords.count * 8 {
                    isDark[row * size + column] = codewords[bit / 8] >> (7 - bit % 8) & 1 == 1
                    bit += 1
                }
            }
            isUp.toggle()
            right -= 2
        }
    }

    /// Inverts the data modules of a mask, and writes its number.
    func masked(_ mask: Int) -> QRMatrix {
        var copy = self
        for row in 0..<size {
            for column in 0..<size where !isFixed[row * size + column] && QRMask.inverts(mask, row, column) {
                copy.isDark[row * size + column].toggle()
            }
        }
        copy.drawFormat(mask: mask)
        return copy
    }

    private mutating func set(_ row: Int, _ column: Int, _ dark: Bool) {
        isDark[row * size + column] = dark
        isFixed[row * size + column] = true
    }

    private mutating func drawTiming() {
        for place in 0..<size {
            set(6, place, place % 2 == 0)
            set(place, 6, place % 2 == 0)
        }
    }

    /// Seven modules with a light border of one, as far as it lies in the code.
    private mutating func drawFinder(_ row: Int, _ column: Int) {
        for down in -4...4 {
            for across in -4...4 {
                let distance = max(abs(down), abs(across))
                guard (0..<size).contains(row + down), (0..<size).contains(column + across) else { continue }
                set(row + down, column + across, distance != 2 && distance != 4)
            }
        }
    }

    private mutating func drawAlignment() {
        let places = version.alignment
        for row in places {
            for column in places {
                // Not where the finders are.
                let corners = [(6, 6), (6, size - 7), (size - 7, 6)]
                guard !corners.contains(where: { $0 == (row, column) }) else { continue }
                for down in -2...2 {
                    for across in -2...2 { set(row + down, column + across, max(abs(down), abs(across)) != 1) }
                }
            }
        }
    }

    /// The mask's number at level M, with a BCH code (annex C), twice.
    private mutating func drawFormat(mask: Int) {
        let data = 0b00 << 3 | mask
        let bits = (data << 10 | Self.remainder(data, 10, by: 0x537)) ^ 0x5412
        func isSet(_ bit: Int) -> Bool { bits >> bit & 1 == 1 }
        let besideFirst = [0, 1, 2, 3, 4, 5, 7, 8].map { ($0, 8) } + [7, 5, 4, 3, 2, 1, 0].map { (8, $0) }
        for (bit, place) in besideFirst.enumerated() { set(place.0, place.1, isSet(bit)) }
        for bit in 0..<8 { set(8, size - 1 - bit, isSet(bit)) }
        for bit in 8..<15 { set(size - 15 + bit, 8, isSet(bit)) }
        set(size - 8, 8, true)
    }

    /// The version's number with a Golay code (annex D), twice, from version 7.
    private mutating func drawVersion() {
        guard version.number >= 7 else { return }
        let bits = version.number << 12 | Self.remainder(version.number, 12, by: 0x1F25)
        for bit in 0..<18 {
            let (far, near) = (size - 11 + bit % 3, bit / 3)
            set(far, near, bits >> bit & 1 == 1)
            set(near, far, bits >> bit & 1 == 1)
        }
    }

    /// What is left of data, moved by so many bits, after division by a polynomial.
    private static func remainder(_ data: Int, _ bits: Int, by polynomial: Int) -> Int {
        var remainder = data
        for _ in 0..<bits { remainder = remainder << 1 ^ (remainder >> (bits - 1)) * polynomial }
        return remainder
    }
}
