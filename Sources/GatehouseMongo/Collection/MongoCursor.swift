public import GatehouseBSON
import Synchronization

/// The documents of a query, read batch by batch as they are asked for.
///
/// ```swift
/// for try await note in notes.documents(matching: ["done": false]) { … }
/// ```
///
/// One batch is held at a time, and no connection between batches. A loop that ends early closes the cursor on the
/// server.
public struct MongoCursor: AsyncSequence, Sendable {
    public typealias Element = BSONDocument
    let collection: MongoCollection
    /// The name of the command that opens the cursor, and the whole of it.
    let command: (name: String, members: [(String, BSONValue)])
    let batchSize: Int

    /// Reads one batch after the other.
    public struct AsyncIterator: AsyncIteratorProtocol {
        private let position: Position
        private var batch: ArraySlice<BSONDocument> = []

        fileprivate init(_ position: Position) { self.position = position }

        public mutating func next() async throws -> BSONDocument? {
            while batch.isEmpty {
                guard let next = try await position.nextBatch() else { return nil }
                batch = next[...]
            }
            return batch.removeFirst()
        }
    }

    public func makeAsyncIterator() -> AsyncIterator { AsyncIterator(Position(self)) }

    /// Where a cursor stands. Whoever holds the iterator holds it, one at a time.
    fileprivate final class Position: Sendable {
        private enum State {
            case new
            case open(Int64)
            case exhausted
        }
        private let cursor: MongoCursor
        private let server = CursorServer()
        private let state = Mutex(State.new)

        init(_ cursor: MongoCursor) { self.cursor = cursor }

        func nextBatch() async throws -> [BSONDocument]? {
            let collection = cursor.collection
            switch state.withLock({ $0 }) {
            case .exhausted: return nil
            case .new:
                let command = BSONDocument([(cursor.command.name, .string(collection.name))] + cursor.command.members)
                return try await read(cursor.command.name, command, "firstBatch")
            case .open(let id):
                let command: BSONDocument = [
                    "getMore": .int64(id), "collection": .string(collection.name),
                    "batchSize": .integer(Int64(cursor.batchSize)),
                ]
                return try await read("getMore", command, "nextBatch")
            }
        }

        private func read(_ name: String, _ command: BSONDocument, _ member: String) async throws -> [BSONDocument] {
            let collection = cursor.collection
            let reply = try await collection.driver.cursorCommand(
                name, on: collection.database, command, server: server)
            guard let answer = reply["cursor"]?.document, let id = answer["id"]?.integer,
                let batch = answer[member]?.array
            else { throw MongoError(.invalidReply, "a cursor answered without a batch") }
            state.withLock { $0 = id == 0 ? .exhausted : .open(id) }
            return batch.compactMap(\.document)
        }

        deinit {
            guard case .open(let id) = state.withLock({ $0 }) else { return }
            let (collection, server) = (cursor.collection, server)
            let command: BSONDocument = ["killCursors": .string(collection.name), "cursors": [.int64(id)]]
            Task {
                // The server closes it by itself after ten minutes, should this fail.
                _ = try? await collection.driver.cursorCommand(
                    "killCursors", on: collection.database, command, server: server)
            }
        }
    }
}
