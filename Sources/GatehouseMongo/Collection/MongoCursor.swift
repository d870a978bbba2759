import CGatehouseMongo
public import GatehouseBSON

/// The documents of a query, read in batches as they are asked for, never ahead.
///
/// While it is read it holds one of ``MongoSettings/maximumTransactions`` connections, unless all fits into its first
/// batch; the connection goes back when the last document was read, when an error was thrown, and when the iterator is let
/// go, as by `break`. In a transaction all is read at once.
public struct MongoCursor: AsyncSequence, Sendable {
    let driver: MongoDriver
    let transaction: MongoTransaction?
    let query: MongoQuery
    let batchSize: Int

    /// Starts the query anew. Nothing is sent before the first ``AsyncIterator/next()``.
    public func makeAsyncIterator() -> AsyncIterator {
        precondition(batchSize > 0, "a batch holds at least one document")
        return AsyncIterator(cursor: self)
    }

    /// Reads the documents, one after another.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private enum State {
            case new
            case open(MongoLease)
            case over
        }
        private let cursor: MongoCursor
        private var state = State.new
        private var batch: [BSONDocument] = []
        private var position = 0

        init(cursor: MongoCursor) { self.cursor = cursor }

        /// The next document; nil after the last.
        ///
        /// - Throws: ``MongoError``; `CancellationError` when cancelled between batches.
        public mutating func next() async throws -> BSONDocument? {
            while position == batch.count {
                guard try await readBatch() else { return nil }
            }
            defer { position += 1 }
            return batch[position]
        }

        private mutating func readBatch() async throws -> Bool {
            if case .over = state { return false }
            do {
                try Task.checkCancellation()
                if let transaction = cursor.transaction {
                    // A transaction's connection takes one call at a time, so nothing stays open on it.
                    (batch, position) = (try await cursor.driver.find(cursor.query, in: transaction), 0)
                    state = .over
                    return true
                }
                if case .new = state { state = .open(try await cursor.open()) }
                guard case .open(let lease) = state else { return false }
                let isOver: Bool
                (batch, isOver) = try await cursor.read(lease)
                position = 0
                if isOver { finish() }
                return true
            } catch {
                finish()
                throw error
            }
        }

        private mutating func finish() {
            if case .open(let lease) = state { lease.end() }
            state = .over
        }
    }

    private func open() async throws -> MongoLease {
        let query = query.inBatches(of: batchSize).reading(driver.readConcern, in: nil)
        return try await driver.lease(query.name) { [query] client in
            var error = gatehouse_mongo_error()
            let target = gatehouse_mongo_target(client: client, session: nil)
            guard let pointer = query.open(on: target, &error) else {
                throw MongoError(from: error.origin, code: error.code, message: error.text, reply: [:])
            }
            return MongoLease.Resource(pointer: pointer, isSession: false) { gatehouse_mongo_cursor_free($0) }
        }
    }

    private func read(_ lease: MongoLease) async throws -> ([BSONDocument], isOver: Bool) {
        try await lease.read("getMore") { [batchSize] pointer, target in
            var isOver = false
            let bytes = try target.run { _, reply, error in
                gatehouse_mongo_cursor_read(pointer, batchSize, &isOver, &reply, &error)
            }
            return (try MongoReply.documents(bytes), isOver)
        }
    }
}
