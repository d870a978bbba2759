/// MongoDB's internal timestamp, used by the replication log. Not for dates of an application.
public struct BSONTimestamp: Sendable, Hashable, Codable {
    /// Seconds since 1970.
    public var seconds: UInt32
    /// Order within the second.
    public var increment: UInt32

    /// A timestamp of its two parts.
    public init(seconds: UInt32, increment: UInt32) {
        self.seconds = seconds
        self.increment = increment
    }
}
