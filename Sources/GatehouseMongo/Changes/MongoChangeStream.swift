import CGatehouseMongo
public import GatehouseBSON
import GatehouseBase

/// The changes of a collection, as they happen.
///
/// It waits through elections and broken connections and goes on where it was, so that no change is missed and none
/// comes twice. It holds one of the ``MongoSettings/maximumStreams`` connections while it is read.
public struct MongoChangeStream: AsyncSequence, Sendable {
    let driver: MongoDriver
    let database: String
    let collection: String
    let pipeline: BSONDocument
    let options: [(String, BSONValue)]
    let start: MongoStreamPosition?
    let patience: Duration

    /// Starts to watch. Nothing is sent before the first ``AsyncIterator/next()`` or ``AsyncIterator/open()``.
    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(stream: self, position: start) }

    /// Reads the changes, one after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let stream: MongoChangeStream
        private var lease: MongoLease?
        /// Where to go on after a fault.
        public private(set) var position: MongoStreamPosition?
        private var isOver = false
        private var hasRead = false

        init(stream: MongoChangeStream, position: MongoStreamPosition?) {
            self.stream = stream
            self.position = position
        }

        /// Waits until the server watches: changes from here on are not missed.
        ///
        /// - Throws: ``MongoError``, with code `replicaSetRequired` on a standalone server.
        public mutating func open() async throws {
            guard lease == nil, !isOver else { return }
            let lease = try await stream.open(at: position)
            // The first read brings the server's answer, and a position to go on from.
            let (changes, position) = try await stream.read(lease, maximum: 0)
            precondition(changes.isEmpty, "nothing was asked for")
            if let position { self.position = position }
            self.lease = lease
        }

        /// The next change, however long it takes to come; nil after the collection was dropped, and when the task is
        /// cancelled.
        ///
        /// - Throws: ``MongoError``, with code `historyLost` when the server has forgotten the changes since the last
        ///   one, `replicaSetRequired` on a standalone server; any other once faults have lasted longer than the
        ///   stream's patience.
        public mutating func next() async throws -> MongoChange? {
            var givesUpAt: ContinuousClock.Instant?
            var pause = Duration.milliseconds(50)
            while !Task.isCancelled, !isOver {
                do {
                    let isNew = lease == nil
                    try await open()
                    if isNew { givesUpAt = nil }
                    guard let lease else { return nil }
                    let (changes, position) = try await stream.read(lease, maximum: 1)
                    if let position { self.position = position }
                    (givesUpAt, hasRead) = (nil, true)
                    if let change = changes.first {
                        if change.kind == .invalidate { finish() }
                        return change
                    }
                } catch is CancellationError {
                    break
                } catch let error as MongoError {
                    // The collection is gone, and what chose the changes hid that (InvalidResumeToken).
                    if error.serverCode == 260, hasRead { break }
                    lease?.end()
                    lease = nil
                    let now = ContinuousClock.now
                    givesUpAt = givesUpAt ?? now + stream.patience
                    guard error.isTransient || error.isResumable, let end = givesUpAt, now < end else {
                        isOver = true
                        throw error
                    }
                    try? await Task.sleep(for: pause)
                    pause = Swift.min(pause * 2, .seconds(2))
                }
            }
            finish()
            return nil
        }

        /// The next change, or nil when none came within the time that the stream waits for one. For readers who must know
        /// that the server is still there; faults are thrown at once.
        ///
        /// - Throws: ``MongoError``; `CancellationError`.
        public mutating func poll() async throws -> MongoChange? {
            try Task.checkCancellation()
            guard !isOver else { return nil }
            do {
                try await open()
                guard let lease else { return nil }
                let (changes, position) = try await stream.read(lease, maximum: 1)
                if let position { self.position = position }
                if changes.first?.kind == .invalidate { finish() }
                return changes.first
            } catch {
                finish()
                throw error
            }
        }

        private mutating func finish() {
            lease?.end()
            lease = nil
            isOver = true
        }
    }

    private func open(at position: MongoStreamPosition?) async throws -> MongoLease {
        var members = options
        if let position { members.append(("startAfter", .document(position.token))) }
        let settings = BSONDocument(members)
        return try await driver.lease("watch", forStream: true) { [database, collection, pipeline] client in
            var error = gatehouse_mongo_error()
            let target = gatehouse_mongo_target(client: client, session: nil)
            let pointer = withInput(pipeline) { pipeline in
                withInput(settings) { gatehouse_mongo_watch(target, database, collection, pipeline, $0, &error) }
            }
            guard let pointer else {
                throw MongoError(from: error.origin, code: error.code, message: error.text, reply: [:])
            }
            return MongoLease.Resource(pointer: pointer, isSession: false) { gatehouse_mongo_cursor_free($0) }
        }
    }

    private func read(
        _ lease: MongoLease, maximum: Int
    ) async throws -> (changes: [MongoChange], position: MongoStreamPosition?) {
        try await lease.read("getMore") { pointer, target in
            var isOver = false
            let bytes = try target.run { _, reply, error in
                gatehouse_mongo_cursor_read(pointer, maximum, &isOver, &reply, &error)
            }
            var token = gatehouse_mongo_bytes()
            defer { gatehouse_mongo_free(&token) }
            gatehouse_mongo_stream_token(pointer, &token)
            let position = token.bytes.map { Array(UnsafeBufferPointer(start: $0, count: Int(token.length))) }
                .flatMap { try? BSONDocument(validating: $0) }
            return (
                try MongoReply.documents(bytes).map(MongoChange.init),
                position.flatMap { $0.isEmpty ? nil : MongoStreamPosition(token: $0) }
            )
        }
    }
}

extension MongoError {
    fileprivate var isResumable: Bool { labels.contains("ResumableChangeStreamError") }
}

extension MongoCollection {
    /// Watches the changes of this collection from now on, or from a position.
    ///
    /// ```swift
    /// for try await change in users.watch() { print(change.kind, change.id) }
    /// ```
    ///
    /// - Parameters:
    ///   - pipeline: stages that choose and shape changes, as `["$match": ["operationType": "delete"]]`.
    ///   - position: where to start; nil for now.
    ///   - readsDocumentsOfUpdates: whether updates bring the document as it is when the change is read.
    ///   - waiting: how long the server may wait for a change before it answers with none; no change comes later
    ///     for it. Half of the client's timeout at most.
    ///   - patience: for how long faults are overcome before they are thrown.
    public func watch(
        _ pipeline: [BSONDocument] = [], after position: MongoStreamPosition? = nil,
        readsDocumentsOfUpdates: Bool = false, waiting: Duration = .seconds(1), patience: Duration = .seconds(60)
    ) -> MongoChangeStream {
        // A read must come back before the call's own deadline.
        let waiting = Swift.min(waiting, driver.timeout / 2)
        var options: [(String, BSONValue)] = [("maxAwaitTimeMS", .int64(waiting.milliseconds))]
        if readsDocumentsOfUpdates { options.append(("fullDocument", "updateLookup")) }
        return MongoChangeStream(
            driver: driver, database: database, collection: name,
            pipeline: BSONArray(pipeline.map(BSONValue.document)).document, options: options, start: position,
            patience: patience)
    }
}
