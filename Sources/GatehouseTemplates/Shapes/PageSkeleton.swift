import GatehouseMessages

/// A page whose texts are cut out: what a template makes of a shape, as bytes.
struct PageSkeleton: Sendable {
    private struct Gap: Sendable {
        /// Where it is in the bytes.
        let position: Int
        /// Which text of the model stands there.
        let text: Int
        let isEscaped: Bool
        /// Whether the text keeps its own direction, whatever stands around it.
        var isIsolated = false
    }

    private let isRightToLeft: Bool
    private var bytes: [UInt8] = []
    private var gaps: [Gap] = []

    /// Cuts a page that was made with markers for its texts; nil when a marker is not whole, as where a template cut it.
    ///
    /// - Parameter isRightToLeft: how the page's language is written. Isolates that nothing needs are taken out.
    init?(_ page: String, texts count: Int, isRightToLeft: Bool = false) {
        self.isRightToLeft = isRightToLeft
        var rest = Array(page.utf8)[...]
        while let next = rest.firstIndex(where: { $0 == TextMarker.first || $0 == Isolate.first }) {
            bytes.append(contentsOf: rest[..<next])
            rest = rest[next...]
            if rest.starts(with: TextMarker.start) {
                guard let gap = Self.gap(&rest, at: bytes.count, texts: count) else { return nil }
                gaps.append(gap)
            } else if let inside = Isolate.inside(rest) {
                rest = rest[appendIsolated(inside, texts: count)...]
            } else {
                bytes.append(rest.removeFirst())
            }
        }
        bytes.append(contentsOf: rest)
    }

    /// Cuts the marker at the beginning of the rest of a page.
    private static func gap(_ rest: inout ArraySlice<UInt8>, at position: Int, texts count: Int) -> Gap? {
        rest = rest.dropFirst(TextMarker.start.count)
        let digits = rest.prefix { (0x30...0x39).contains($0) }
        rest = rest[digits.endIndex...]
        guard let text = Int(String(decoding: digits, as: UTF8.self)), text < count else { return nil }
        let isEscaped = rest.starts(with: TextMarker.escapedEnd)
        guard isEscaped || rest.starts(with: TextMarker.end) else { return nil }
        rest = rest.dropFirst(isEscaped ? TextMarker.escapedEnd.count : TextMarker.end.count)
        return Gap(position: position, text: text, isEscaped: isEscaped)
    }

    /// Adds what stands in an isolate: a text alone, which is isolated when it is filled in, or what stays as it is.
    ///
    /// - Returns: where the page goes on.
    private mutating func appendIsolated(_ inside: ArraySlice<UInt8>, texts count: Int) -> Int {
        var rest = inside
        if rest.starts(with: TextMarker.start), var gap = Self.gap(&rest, at: bytes.count, texts: count), rest.isEmpty {
            gap.isIsolated = true
            gaps.append(gap)
        } else if inside.contains(TextMarker.first) {
            // More than a text: the isolate stays, and what is in it is cut as the rest of the page.
            bytes.append(contentsOf: Isolate.start)
            return inside.startIndex
        } else {
            let text = String(decoding: inside, as: UTF8.self)
            bytes.append(contentsOf: TextIsolation.isolated(text, isRightToLeft: isRightToLeft).utf8)
        }
        return inside.endIndex + Isolate.end.count
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
            var text = texts[gap.text]
            if gap.isIsolated { text = TextIsolation.isolated(text, isRightToLeft: isRightToLeft) }
            if gap.isEscaped {
                SafeHTML.append(text, to: &page)
            } else {
                page.append(contentsOf: text.utf8)
            }
        }
        page.append(contentsOf: bytes[position...])
        return page
    }
}

/// The signs around an isolate, in UTF-8.
private enum Isolate {
    static let start = Array(String(TextIsolation.start).utf8)
    static let end = Array(String(TextIsolation.end).utf8)
    static let first: UInt8 = 0xE2

    /// What stands in the isolate at the beginning of the rest of a page; nil where there is none that ends.
    static func inside(_ rest: ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        guard rest.starts(with: start) else { return nil }
        let inside = rest.dropFirst(start.count)
        guard let end = inside.firstRange(of: end) else { return nil }
        return inside[..<end.lowerBound]
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
