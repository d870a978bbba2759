/// The least bits that put a password together: each character alone, or as part of a pattern.
struct StrengthEstimate {
    let points: [UInt32]
    let own: Set<[UInt32]>
    /// The patterns that begin at each place: where they end, and their bits in tenths.
    private var found: [[(end: Int, cost: Int)]]
    /// What telling that there is a pattern costs.
    private static let pattern = 10

    init(_ points: [UInt32], own: Set<[UInt32]>) {
        self.points = points
        self.own = own
        found = Array(repeating: [], count: points.count)
        addWords()
        addSequences()
        addRepeats()
        addWalks()
        addDates()
    }

    var tenths: Int {
        var least = [0] + Array(repeating: Int.max, count: points.count)
        for (start, point) in points.enumerated() {
            least[start + 1] = min(least[start + 1], least[start] + StrengthPoints.single(point))
            for (end, cost) in found[start] { least[end] = min(least[end], least[start] + cost) }
        }
        return least[points.count]
    }

    mutating func add(_ start: Int, _ end: Int, _ cost: Int) { found[start].append((end, cost + Self.pattern)) }
}
