/// Tells when a flood of connections is over.
struct ConnectionFlood {
    /// How many connections at a time are a flood.
    static let least = 500
    private var peak = 0

    /// Whether a flood has ended with this: only a quarter of its connections is left. What is left may be another.
    ///
    /// - Parameter open: how many connections there are now.
    mutating func isOver(with open: Int) -> Bool {
        guard peak >= Self.least, open <= peak / 4 else {
            peak = max(peak, open)
            return false
        }
        peak = open
        return true
    }
}
