/// The codewords of a text, in the order in which they are drawn (ISO/IEC 18004:2015, sections 7.4 to 7.6).
enum QRData {
    /// - Precondition: the version holds the bytes.
    static func codewords(_ bytes: [UInt8], _ version: QRVersion) -> [UInt8] {
        interleaved(padded(bytes, version), version)
    }

    /// Byte mode, length and bytes, filled up.
    static func padded(_ bytes: [UInt8], _ version: QRVersion) -> [UInt8] {
        var bits: [Bool] = []
        func append(_ value: Int, _ count: Int) {
            for bit in (0..<count).reversed() { bits.append(value >> bit & 1 == 1) }
        }
        append(0b0100, 4)
        append(bytes.count, version.lengthBits)
        for byte in bytes { append(Int(byte), 8) }
        append(0, min(4, version.dataCodewords * 8 - bits.count))
        append(0, (8 - bits.count % 8) % 8)
        var words = stride(from: 0, to: bits.count, by: 8).map { start in
            bits[start..<start + 8].reduce(UInt8(0)) { $0 << 1 | ($1 ? 1 : 0) }
        }
        var padding: UInt8 = 0xEC
        while words.count < version.dataCodewords {
            words.append(padding)
            padding ^= 0xEC ^ 0x11
        }
        return words
    }

    /// The data in blocks, each with its correction: first codewords first.
    private static func interleaved(_ data: [UInt8], _ version: QRVersion) -> [UInt8] {
        let code = ReedSolomon(correction: version.correctionPerBlock)
        let short = data.count / version.blocks
        // The blocks that are a codeword longer come last.
        let shortBlocks = version.blocks - data.count % version.blocks
        var blocks: [ArraySlice<UInt8>] = []
        var start = 0
        for block in 0..<version.blocks {
            let end = start + short + (block < shortBlocks ? 0 : 1)
            blocks.append(data[start..<end])
            start = end
        }
        let corrections = blocks.map { code.correction(of: $0) }
        var words: [UInt8] = []
        for place in 0...short {
            for block in blocks where place < block.count { words.append(block[block.startIndex + place]) }
        }
        for place in 0..<version.correctionPerBlock {
            for correction in corrections { words.append(correction[place]) }
        }
        return words
    }
}
