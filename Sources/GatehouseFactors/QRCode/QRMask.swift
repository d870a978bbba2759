/// The eight masks, and how hard a masked code is to read (ISO/IEC 18004:2015, section 7.8).
enum QRMask {
    static func inverts(_ mask: Int, _ row: Int, _ column: Int) -> Bool {
        switch mask {
        case 0: (row + column) % 2 == 0
        case 1: row % 2 == 0
        case 2: column % 3 == 0
        case 3: (row + column) % 3 == 0
        case 4: (row / 2 + column / 3) % 2 == 0
        case 5: row * column % 2 + row * column % 3 == 0
        case 6: (row * column % 2 + row * column % 3) % 2 == 0
        default: ((row + column) % 2 + row * column % 3) % 2 == 0
        }
    }

    /// The lower, the better.
    static func penalty(_ code: QRMatrix) -> Int {
        let rows = (0..<code.size).map { row in (0..<code.size).map { code[row, $0] } }
        let columns = (0..<code.size).map { column in (0..<code.size).map { code[$0, column] } }
        return (rows + columns).reduce(0) { $0 + runs($1) + finderLike($1) } + squares(rows) + balance(code.isDark)
    }

    /// 3 for five of a colour in a row, and one for each more.
    private static func runs(_ line: [Bool]) -> Int {
        var (penalty, length) = (0, 0)
        for (place, module) in line.enumerated() {
            length = place > 0 && module == line[place - 1] ? length + 1 : 1
            if length == 5 { penalty += 3 } else if length > 5 { penalty += 1 }
        }
        return penalty
    }

    /// 40 for each 1:1:3:1:1 with four light ones before or after, which a reader may take for a finder.
    private static func finderLike(_ line: [Bool]) -> Int {
        let pattern: [Bool] = [true, false, true, true, true, false, true]
        var penalty = 0
        for start in 0...line.count - 7 where line[start..<start + 7].elementsEqual(pattern) {
            let before = line[max(0, start - 4)..<start]
            let after = line[start + 7..<min(line.count, start + 11)]
            if !before.contains(true) || !after.contains(true) { penalty += 40 }
        }
        return penalty
    }

    /// 3 for each two by two of a colour.
    private static func squares(_ rows: [[Bool]]) -> Int {
        var penalty = 0
        for row in 1..<rows.count {
            for column in 1..<rows.count {
                let module = rows[row][column]
                if rows[row][column - 1] == module, rows[row - 1][column] == module, rows[row - 1][column - 1] == module
                {
                    penalty += 3
                }
            }
        }
        return penalty
    }

    /// 10 for each 5 % by which the dark ones are away from half.
    private static func balance(_ modules: [Bool]) -> Int {
        let dark = modules.count { $0 }
        return abs(20 * dark - 10 * modules.count) / modules.count * 10
    }
}
