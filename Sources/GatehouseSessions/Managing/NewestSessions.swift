/// Those of many sessions that were used last, without holding all of them: twice as many as are wanted at most.
package struct NewestSessions: Sendable {
    private let limit: Int
    private let room: Int
    private var kept: [SessionSummary] = []

    /// - Parameter limit: how many are wanted; none for less than 1.
    package init(_ limit: Int) {
        self.limit = max(0, limit)
        // Sorted seldom, so that each costs about as much as a place in a list.
        room = max(64, limit > Int.max / 2 ? Int.max : 2 * limit)
    }

    /// Looks at one.
    package mutating func add(_ session: SessionSummary) {
        kept.append(session)
        if kept.count >= room { kept = all }
    }

    /// The newest use first.
    package var all: [SessionSummary] { Array(kept.sorted { $0.lastSeenAt > $1.lastSeenAt }.prefix(limit)) }
}
