public import Logging

/// What is there of the indexes that were asked for.
public struct IndexReport: Sendable, Hashable {
    /// The collection they belong to.
    public let collection: String
    /// The names of those that were made now.
    public internal(set) var made: [String] = []
    /// The names of those that were there.
    public internal(set) var present: [String] = []
    /// Those that are there in another shape, which is left as it is.
    public internal(set) var differing: [IndexDifference] = []

    /// Warns of each index that is there in another shape and says what mends it; tells at level debug what was made.
    public func log(to logger: Logger) {
        for difference in differing { logger.warning("\(difference.explanation)") }
        guard !made.isEmpty else { return }
        logger.debug(
            "Indexes made", metadata: ["collection": "\(collection)", "indexes": "\(made.joined(separator: ", "))"])
    }
}
