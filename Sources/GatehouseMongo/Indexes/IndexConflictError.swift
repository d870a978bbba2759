/// Indexes are there that let in, refuse or remove documents otherwise than the wanted ones, so nothing was made.
public struct IndexConflictError: Error, Sendable, CustomStringConvertible {
    /// All that is there and that is not.
    public let report: IndexReport

    /// The harmful ones.
    public var differences: [IndexDifference] { report.differing.filter(\.isHarmful) }

    /// What is wrong and what mends it. Holds no value of a document.
    public var description: String { differences.map(\.explanation).joined(separator: " ") }
}
