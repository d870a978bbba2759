/// What some programs of Windows write before a text of UTF-8. Source: the Unicode Standard, section 23.8.
package enum ByteOrderMark {
    private static let bytes: [UInt8] = [0xEF, 0xBB, 0xBF]

    /// How many bytes of a text's beginning it takes: 3, or 0 where there is none.
    package static func length(_ text: some Sequence<UInt8>) -> Int { text.starts(with: bytes) ? bytes.count : 0 }
}
