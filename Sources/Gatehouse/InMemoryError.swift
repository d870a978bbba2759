/// A site that tests run in memory is asked for its connection to MongoDB, or has an engine of sessions that needs one.
public struct InMemoryError: Error, Sendable, CustomStringConvertible {
    /// What a test does instead.
    public var description: String {
        "this site is in memory: use gatehouse.database, or run the test with TestSite.run(in: .mongo(…))"
    }
}
