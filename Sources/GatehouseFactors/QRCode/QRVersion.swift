/// The sizes of QR codes and how many bytes they hold, at error correction level M (a seventh may be unreadable).
/// Source of all numbers: ISO/IEC 18004:2015, tables 1, 7, 9 and E.1.
struct QRVersion: Sendable, Hashable {
    /// 1 to 40.
    let number: Int

    static let all = (1...40).map { QRVersion(number: $0) }

    /// The smallest that holds so many bytes; nil where none does.
    static func holding(_ bytes: Int) -> QRVersion? { all.first { $0.capacity >= bytes } }

    /// Modules on each side.
    var size: Int { 17 + 4 * number }

    /// How many bits the number of bytes has in byte mode.
    var lengthBits: Int { number < 10 ? 8 : 16 }

    /// How many bytes of text it holds: what is left after the mode's four bits and the length's.
    var capacity: Int { (dataCodewords * 8 - 4 - lengthBits) / 8 }

    /// Codewords of data.
    var dataCodewords: Int { codewords - blocks * correctionPerBlock }

    /// All codewords: what the patterns, the format and the version's number leave of the modules.
    var codewords: Int {
        var modules = (16 * number + 128) * number + 64
        if number >= 2 {
            let patterns = number / 7 + 2
            modules -= (25 * patterns - 10) * patterns - 55
            if number >= 7 { modules -= 36 }
        }
        return modules / 8
    }

    /// Codewords of error correction in each block.
    var correctionPerBlock: Int {
        let first = [10, 16, 26, 18, 24, 16, 18, 22, 22, 26, 30, 22, 22, 24, 24, 28, 28, 26, 26, 26, 26]
        return number <= first.count ? first[number - 1] : 28
    }

    /// Blocks that the data is cut into.
    var blocks: Int {
        [
            1, 1, 1, 2, 2, 4, 4, 4, 5, 5, 5, 8, 9, 9, 10, 10, 11, 13, 14, 16, 17, 17, 18, 20, 21, 23, 25, 26, 28, 29,
            31, 33, 35, 37, 38, 40, 43, 45, 47, 49,
        ][number - 1]
    }

    /// Rows and columns of the alignment patterns' middles.
    var alignment: [Int] {
        guard number > 1 else { return [] }
        let count = number / 7 + 2
        let last = size - 7
        // Evenly from the last one back, by an even step; version 32 is the exception of the table.
        let step = number == 32 ? 26 : (last - 6 + 2 * (count - 1) - 1) / (2 * (count - 1)) * 2
        return [6] + (0..<count - 1).map { last - $0 * step }.reversed()
    }
}
