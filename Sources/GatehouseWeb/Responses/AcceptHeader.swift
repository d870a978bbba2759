/// What a client wants to get, by its header `Accept` (RFC 9110, section 12.5.1).
struct AcceptHeader {
    /// A kind of media and how much it is wanted.
    private struct Range {
        let type: Substring
        let subtype: Substring
        /// In thousandths: 0 not at all, 1000 the most.
        let weight: Int
    }
    private let ranges: [Range]

    /// Reads the header; parts that are no kinds of media do not count.
    init(_ text: String) {
        ranges = text.lowercased().split(separator: ",").prefix(Self.maximumRanges).compactMap { part in
            let parts = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let names = parts.first?.split(separator: "/", omittingEmptySubsequences: false), names.count == 2,
                let weight = Self.weight(parts.dropFirst())
            else { return nil }
            return Range(type: names[0], subtype: names[1], weight: weight)
        }
    }

    /// Browsers send 8; whoever sends more is answered by the first.
    private static let maximumRanges = 50

    /// Whether JSON is wanted rather than a page: more than HTML, or as much and named where HTML is only included.
    var prefersJSON: Bool {
        let json = [wish("application", "json"), wish("application", "problem+json")].max { $0 < $1 } ?? Wish()
        let html = wish("text", "html")
        guard json.weight == html.weight else { return json.weight > html.weight }
        // Of two that are named, a browser that takes JSON, too, is to get the page.
        return json.weight > 0 && json.precision > html.precision
    }

    /// How much something is wanted, by the range that names it best.
    private struct Wish: Comparable {
        var precision = 0
        var weight = 0
        static func < (left: Wish, right: Wish) -> Bool {
            (left.weight, left.precision) < (right.weight, right.precision)
        }
    }

    private func wish(_ type: Substring, _ subtype: Substring) -> Wish {
        var wish = Wish()
        for range in ranges {
            let precision: Int
            switch (range.type, range.subtype) {
            case (type, subtype): precision = 3
            case (type, "*"): precision = 2
            case ("*", "*"): precision = 1
            default: continue
            }
            if precision > wish.precision { wish = Wish(precision: precision, weight: range.weight) }
        }
        return wish
    }

    /// The weight of a range's parameters; nil for one that is no number from 0 to 1 with three digits after the point.
    private static func weight(_ parameters: ArraySlice<String>) -> Int? {
        guard let text = parameters.first(where: { $0.hasPrefix("q=") })?.dropFirst(2) else { return 1000 }
        let parts = text.split(separator: ".", maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first, whole == "0" || whole == "1" else { return nil }
        let digits = parts.count > 1 ? parts[1] : ""
        guard digits.utf8.count <= 3, digits.utf8.allSatisfy({ (0x30...0x39).contains($0) }) else { return nil }
        let fraction = Int(digits + String(repeating: "0", count: 3 - digits.utf8.count)) ?? 0
        let weight = (whole == "1" ? 1000 : 0) + fraction
        return weight <= 1000 ? weight : nil
    }
}
