/// A page whose texts are cut out: what a template makes of a shape, as bytes.
struct PageSkeleton: Sendable {
    private struct Gap: Sendable {
        /// Where it is in the bytes.
        let position: Int
        /// Which text of the model stands there.
        let text: Int
        let isEscaped: Bool
    }

    private var bytes: [UInt8] = []
    private var gaps: [Gap] = []

    /// Cuts a page that was made with markers for its texts; nil when a marker is not whole, as where a template cut it.
    init?(_ page: String, texts count: Int) {
        var rest = Array(page.utf8)[...]
        while let start = rest.firstIndex(of: TextMarker.first) {
            guard rest[start...].starts(with: TextMarker.start) else {
                bytes.append(contentsOf: rest[...start])
                rest = rest[(start + 1)...]
                continue
            }
            bytes.append(contentsOf: rest[..<start])
            rest = rest[(start + TextMarker.start.count)...]
            let digits = rest.prefix { (0x30...0x39).contains($0) }
            rest = rest[digits.endIndex...]
            guard let text = Int(String(decoding: digits, as: UTF8.self)), text < count else { return nil }
            let isEscaped = rest.starts(with: TextMarker.escapedEnd)
            guard isEscaped || rest.starts(with: TextMarker.end) else { return nil }
            rest = rest.dropFirst(isEscaped ? TextMarker.escapedEnd.count : TextMarker.end.count)
            gaps.append(Gap(position: bytes.count, text: text, isEscaped: isEscaped))
        }
        bytes.append(contentsOf: rest)
    }

    /// How much memory it takes, about.
    var size: Int { bytes.count + gaps.count * MemoryLayout<Gap>.stride }

    /// The page with its texts.
    func filled(with texts: [String]) -> [UInt8] {
        var page: [UInt8] = []
        page.reserveCapacity(bytes.count + gaps.reduce(0) { $0 + texts[$1.text].utf8.count } + 64)
        var position = 0
        for gap in gaps {
            page.append(contentsOf: bytes[position..<gap.position])
            position = gap.position
            if gap.isEscaped {
                SafeHTML.append(texts[gap.text], to: &page)
            } else {
                page.append(contentsOf: texts[gap.text].utf8)
            }
        }
        page.append(contentsOf: bytes[position...])
        return page
    }
}

/// What stands for a text while a page is made of a shape: a sign of no language, the text's number, and a sign that is
/// escaped where texts are.
enum TextMarker {
    /// The last of all Unicode scalars that have no meaning, U+10FFFF, in UTF-8.
    static let start: [UInt8] = [0xF4, 0x8F, 0xBF, 0xBF]
    static let first: UInt8 = 0xF4
    static let end = Array("<".utf8)
    static let escapedEnd = Array("&lt;".utf8)

    static func make(_ number: Int) -> String { "\u{10FFFF}\(number)<" }
}
