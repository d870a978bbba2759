/// What a browser's `Accept-Language` asks for. Source: RFC 9110, section 12.5.4.
enum LanguageRange {
    /// The most ranges that are looked at; browsers send a handful.
    private static let maximumCount = 20
    /// The longest header that is looked at, in bytes.
    private static let maximumLength = 1000

    /// The ranges in lower case, the most wanted first. Those with a weight of 0 are left out.
    static func parse(_ header: String) -> [String] {
        guard header.utf8.count <= maximumLength else { return [] }
        let ranges = header.lowercased().split(separator: ",").prefix(maximumCount).compactMap {
            part -> (String, Double)? in
            let pieces = part.split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
            guard let tag = pieces.first, !tag.isEmpty else { return nil }
            let weight = pieces.dropFirst().first { $0.hasPrefix("q=") }.map { Double($0.dropFirst(2)) ?? 0 } ?? 1
            return weight > 0 ? (tag, weight) : nil
        }
        // Stable: of two alike the first that was named counts.
        return ranges.enumerated()
            .sorted { ($1.element.1, $0.offset) < ($0.element.1, $1.offset) }
            .map(\.element.0)
    }
}
