/// Documents read batch by batch as they are asked for, never ahead.
public struct DocumentSequence<Root: Document>: AsyncSequence, Sendable {
    let start: @Sendable () -> () async throws -> Root?

    /// Starts the query when the first document is asked for.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(read: start()) }

    /// Reads the documents, one after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        let read: () async throws -> Root?

        /// The next document; nil after the last.
        public mutating func next() async throws -> Root? { try await read() }
    }
}
