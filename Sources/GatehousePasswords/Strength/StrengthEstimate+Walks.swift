extension StrengthEstimate {
    private struct Key: Equatable {
        /// In half keys.
        var x: Int
        var y: Int
    }

    /// The keys of three keyboards: rows from the top, plain and with Shift.
    private static let keyboards: [[UInt32: Key]] = [
        [
            ["`1234567890-=", "qwertyuiop[]\\", "asdfghjkl;'", "zxcvbnm,./"],
            ["~!@#$%^&*()_+", "QWERTYUIOP{}|", "ASDFGHJKL:\"", "ZXCVBNM<>?"],
        ],
        [
            ["^1234567890ß", "qwertzuiopü+", "asdfghjklöä#", "yxcvbnm,.-"],
            ["°!\"§$%&/()=?", "QWERTZUIOPÜ*", "ASDFGHJKLÖÄ'", "YXCVBNM;:_"],
        ],
        [
            ["²&é\"'(-è_çà)=", "azertyuiop^$", "qsdfghjklmù*", "wxcvbn,;:!"],
            ["²1234567890°+", "AZERTYUIOP¨£", "QSDFGHJKLM%µ", "WXCVBN?./§"],
        ],
    ].map { layers in
        var keys: [UInt32: Key] = [:]
        for (y, row) in layers.flatMap({ $0.enumerated() }) {
            for (column, key) in row.unicodeScalars.enumerated() {
                // Each row begins half a key to the right of the one above, the second by a whole one more.
                keys[key.value] = Key(x: 2 * column + (y > 0 ? y + 2 : 0), y: y)
            }
        }
        return keys
    }

    /// Four keys or more, each beside the one before.
    mutating func addWalks() {
        for keys in Self.keyboards {
            for start in points.indices {
                var turns = 0
                var direction: Key?
                for end in start + 1..<max(start + 1, points.count) {
                    guard let from = keys[points[end - 1]], let to = keys[points[end]] else { break }
                    let step = Key(x: to.x - from.x, y: to.y - from.y)
                    let isBeside = step.y == 0 ? abs(step.x) == 2 : abs(step.y) == 1 && abs(step.x) == 1
                    guard isBeside else { break }
                    if let direction, direction != step { turns += 1 }
                    direction = step
                    guard end - start >= 3 else { continue }
                    add(start, end + 1, 40 + StrengthPoints.size(end + 1 - start) + 25 * turns)
                }
            }
        }
    }
}
