import CGatehouseMongo
import GatehouseBSON
import GatehouseBase

extension MongoDriver {
    enum CommandKind {
        case plain, read, write
        var value: gatehouse_mongo_command_kind {
            switch self {
            case .plain: GATEHOUSE_MONGO_COMMAND
            case .read: GATEHOUSE_MONGO_READ
            case .write: GATEHOUSE_MONGO_WRITE
            }
        }
    }

    /// How many documents a server writes at once.
    private static var few: Int { 100 }

    enum ChangeKind {
        case insert, updateOne, updateMany, replaceOne, deleteOne, deleteMany
        var name: String {
            switch self {
            case .insert: "insert"
            case .updateOne, .updateMany, .replaceOne: "update"
            case .deleteOne, .deleteMany: "delete"
            }
        }
        /// Whether it concerns one document.
        var isOfOne: Bool {
            switch self {
            case .insert, .updateOne, .replaceOne, .deleteOne: true
            case .updateMany, .deleteMany: false
            }
        }
        /// The number that the shim knows it by.
        var number: Int32 { Int32(value.rawValue) }

        fileprivate var value: gatehouse_mongo_change_kind {
            switch self {
            case .insert: GATEHOUSE_MONGO_INSERT
            case .updateOne: GATEHOUSE_MONGO_UPDATE_ONE
            case .updateMany: GATEHOUSE_MONGO_UPDATE_MANY
            case .replaceOne: GATEHOUSE_MONGO_REPLACE_ONE
            case .deleteOne: GATEHOUSE_MONGO_DELETE_ONE
            case .deleteMany: GATEHOUSE_MONGO_DELETE_MANY
            }
        }
    }

    /// Runs a command.
    ///
    /// - Parameters:
    ///   - isLimited: whether the server is told to give up at our deadline.
    ///   - isLong: whether it takes as long as a collection is large, and has a deadline of its own; not in transactions.
    func command(
        _ kind: CommandKind, on database: String, _ command: BSONDocument, in transaction: MongoTransaction? = nil,
        isLimited: Bool = false, isLong: Bool = false
    ) async throws -> BSONDocument {
        let name = command.first { _ in true }?.key ?? ""
        let call: @Sendable (Int32) -> MongoCall = { left in
            let command = isLimited ? command.limited(to: left) : command
            return { target, reply, error in
                withInput(command) { gatehouse_mongo_command(target, kind.value, database, $0, &reply, &error) }
            }
        }
        if isLong, transaction == nil { return try await runLong(name, reading: MongoReply.document, call) }
        let isQuick = ["findAndModify", "ping"].contains(name)
        return try await run(name, in: transaction, isQuick: isQuick, reading: MongoReply.document, call)
    }

    /// All documents of a query.
    ///
    /// - Parameter isLong: as of a command.
    func find(
        _ query: MongoQuery, in transaction: MongoTransaction?, isLong: Bool = false
    ) async throws -> [BSONDocument] {
        let readConcern = readConcern
        let call: @Sendable (Int32) -> MongoCall = { left in
            // In one reply, if all documents fit into it; the server would begin with 101.
            let query = query.inBatches(of: Int(Int32.max)).limited(to: left).reading(readConcern, in: transaction)
            return { target, reply, error in
                guard let cursor = query.open(on: target, &error) else { return false }
                defer { gatehouse_mongo_cursor_free(cursor) }
                var isOver = false
                return gatehouse_mongo_cursor_read(cursor, .max, &isOver, &reply, &error)
            }
        }
        if isLong, transaction == nil { return try await runLong(query.name, reading: MongoReply.documents, call) }
        return try await run(
            query.name, in: transaction, isQuick: query.isQuick, reading: MongoReply.documents, call)
    }

    func insert(
        _ documents: [BSONDocument], into collection: String, of database: String, options: BSONDocument,
        in transaction: MongoTransaction?
    ) async throws -> BSONDocument {
        let isQuick = documents.count <= Self.few
        return try await run("insert", in: transaction, isQuick: isQuick, reading: MongoReply.document) { left in
            let options = options.limited(to: left)
            return { target, reply, error in
                // One buffer for all, so that every pointer stays good for the whole call.
                let all = documents.flatMap(\.storage)
                return all.withUnsafeBufferPointer { buffer in
                    var position = 0
                    var inputs: [gatehouse_mongo_input] = []
                    for document in documents {
                        let length = document.storage.count
                        // A document is never empty, so there is a base address.
                        inputs.append(gatehouse_mongo_input(bytes: buffer.baseAddress! + position, length: length))
                        position += length
                    }
                    return withInput(options) {
                        gatehouse_mongo_insert(
                            target, database, collection, inputs, inputs.count, $0, &reply, &error)
                    }
                }
            }
        }
    }

    func change(
        _ kind: ChangeKind, in collection: String, of database: String, filter: BSONDocument, change: BSONDocument?,
        options: BSONDocument, in transaction: MongoTransaction?
    ) async throws -> BSONDocument {
        // libmongoc would put a time limit into the single update, where the server refuses it.
        try await run(kind.name, in: transaction, isQuick: kind.isOfOne, reading: MongoReply.document) { _ in
            { target, reply, error in
                withInput(filter) { filter in
                    withInput(change) { change in
                        withInput(options) {
                            gatehouse_mongo_change(
                                target, kind.value, database, collection, filter, change, $0, &reply, &error)
                        }
                    }
                }
            }
        }
    }

    func bulk(
        _ writes: BSONArray, in collection: String, of database: String, options: BSONDocument,
        in transaction: MongoTransaction?
    ) async throws -> BSONDocument {
        let isQuick = writes.values.count <= Self.few
        return try await run("bulkWrite", in: transaction, isQuick: isQuick, reading: MongoReply.document) { _ in
            { target, reply, error in
                withInput(writes.document) { writes in
                    withInput(options) {
                        gatehouse_mongo_bulk(target, database, collection, writes, $0, &reply, &error)
                    }
                }
            }
        }
    }
}

/// A query or a pipeline, ready to be sent.
struct MongoQuery: Sendable {
    let database: String
    let collection: String
    /// The filter; for a pipeline its stages, an array as a document.
    let filter: BSONDocument
    let isPipeline: Bool
    var options: BSONDocument

    var name: String { isPipeline ? "aggregate" : "find" }

    /// Whether it asks for documents by their keys, or for a few: an index has them, or the server is not well.
    var isQuick: Bool { !isPipeline && (filter["_id"] != nil || options["limit"]?.integer == 1) }

    func limited(to milliseconds: Int32) -> MongoQuery {
        var query = self
        query.options = options.limited(to: milliseconds)
        return query
    }

    /// With the number of documents that the server puts into a reply at most.
    func inBatches(of size: Int) -> MongoQuery {
        var query = self
        query.options = options.adding("batchSize", .int64(Int64(size)))
        return query
    }

    /// With the level of its reads; those of a transaction have the transaction's.
    func reading(_ level: String?, in transaction: MongoTransaction?) -> MongoQuery {
        guard let level, transaction == nil else { return self }
        var query = self
        query.options = options.adding("readConcern", ["level": .string(level)])
        return query
    }

    func open(on target: gatehouse_mongo_target, _ error: inout gatehouse_mongo_error) -> OpaquePointer? {
        withInput(filter) { filter in
            withInput(options) {
                gatehouse_mongo_find(target, database, collection, isPipeline, filter, $0, &error)
            }
        }
    }
}

extension BSONDocument {
    /// With the time that the server may take.
    fileprivate func limited(to milliseconds: Int32) -> BSONDocument {
        adding("maxTimeMS", .int32(milliseconds))
    }

    fileprivate func adding(_ name: String, _ value: BSONValue) -> BSONDocument {
        BSONDocument(map { ($0.key, $0.value) } + [(name, value)])
    }
}
