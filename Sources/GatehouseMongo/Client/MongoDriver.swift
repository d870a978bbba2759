import CGatehouseMongo
import GatehouseBSON
import GatehouseConcurrency
import NIOPosix
import Synchronization

/// The only file that sees libmongoc's pointers: commands go in as bytes and come back as documents.
///
/// The driver blocks, so every call runs on a thread of its own pool. There are as many permits as connections and
/// threads: whoever holds a permit finds both free, and waiting costs no thread.
final class MongoDriver: Sendable {
    enum CommandKind {
        case plain, read, write
        fileprivate var value: gatehouse_mongo_command_kind {
            switch self {
            case .plain: GATEHOUSE_MONGO_COMMAND
            case .read: GATEHOUSE_MONGO_READ
            case .write: GATEHOUSE_MONGO_WRITE
            }
        }
    }

    enum ChangeKind {
        case updateOne, updateMany, replaceOne, deleteOne, deleteMany
        var name: String { self == .deleteOne || self == .deleteMany ? "delete" : "update" }
        fileprivate var value: gatehouse_mongo_change_kind {
            switch self {
            case .updateOne: GATEHOUSE_MONGO_UPDATE_ONE
            case .updateMany: GATEHOUSE_MONGO_UPDATE_MANY
            case .replaceOne: GATEHOUSE_MONGO_REPLACE_ONE
            case .deleteOne: GATEHOUSE_MONGO_DELETE_ONE
            case .deleteMany: GATEHOUSE_MONGO_DELETE_MANY
            }
        }
    }

    /// libmongoc's client pool may be used from any thread at once (its documentation, "Connection Pooling"), and the
    /// pointer is freed only by `shutdown`, after the last thread has stopped.
    private struct Pool: @unchecked Sendable { let pointer: OpaquePointer }

    private let pool: Pool
    private let permits: PermitQueue
    private let threads: NIOThreadPool
    private let timeout: Duration
    private let isShutDown = Mutex(false)
    let database: String

    init(_ configuration: MongoConfiguration) throws {
        MongoLog.start()
        precondition(configuration.poolSize > 0, "a pool needs at least one connection")
        let milliseconds = Int32(
            clamping: configuration.timeout.components.seconds * 1000
                + configuration.timeout.components.attoseconds / 1_000_000_000_000_000)
        var error = gatehouse_mongo_error()
        let pointer = configuration.applicationName.withCString { name in
            var options = gatehouse_mongo_options(
                application_name: name, maximum_pool_size: UInt32(configuration.poolSize),
                connect_timeout: milliseconds, socket_timeout: milliseconds, server_selection_timeout: milliseconds)
            return gatehouse_mongo_pool_new(configuration.url, &options, &error)
        }
        guard let pointer else { throw MongoError(.invalidConnectionString, Self.message(of: error)) }
        pool = Pool(pointer: pointer)
        database = gatehouse_mongo_pool_database(pointer).map { String(cString: $0) } ?? configuration.defaultDatabase
        permits = PermitQueue(permits: configuration.poolSize)
        threads = NIOThreadPool(numberOfThreads: configuration.poolSize)
        timeout = configuration.timeout
        threads.start()
    }

    func command(_ kind: CommandKind, on database: String, _ command: BSONDocument) async throws -> BSONDocument {
        try await call(command.first { _ in true }?.key ?? "") { client, reply, error in
            withBytes(command) { gatehouse_mongo_command(client, kind.value, database, $0, $1, &reply, &error) }
        }
    }

    /// All documents of a query, or of a pipeline, which is an array as a document.
    func find(
        in collection: String, of database: String, filter: BSONDocument, isPipeline: Bool = false,
        options: BSONDocument
    ) async throws -> [BSONDocument] {
        try await call(isPipeline ? "aggregate" : "find", Self.documents) { client, reply, error in
            withBytes(filter) { filter, filterLength in
                withBytes(options) { options, optionsLength in
                    gatehouse_mongo_find(
                        client, database, collection, isPipeline, filter, filterLength, options, optionsLength, &reply,
                        &error)
                }
            }
        }
    }

    func insert(
        _ documents: [BSONDocument], into collection: String, of database: String, options: BSONDocument
    ) async throws -> BSONDocument {
        try await call("insert") { client, reply, error in
            // One buffer for all, so that every pointer stays good for the whole call.
            let all = documents.flatMap(\.storage)
            return all.withUnsafeBufferPointer { buffer in
                var position = 0
                var starts: [UnsafePointer<UInt8>?] = []
                for document in documents {
                    starts.append(buffer.baseAddress! + position)  // a document is never empty
                    position += document.storage.count
                }
                return withBytes(options) {
                    gatehouse_mongo_insert(
                        client, database, collection, starts, documents.map(\.storage.count), documents.count, $0, $1,
                        &reply, &error)
                }
            }
        }
    }

    func change(
        _ kind: ChangeKind, in collection: String, of database: String, filter: BSONDocument, change: BSONDocument?,
        options: BSONDocument
    ) async throws -> BSONDocument {
        try await call(kind.name) { client, reply, error in
            withBytes(filter) { filter, filterLength in
                withBytes(change) { change, changeLength in
                    withBytes(options) { options, optionsLength in
                        gatehouse_mongo_change(
                            client, kind.value, database, collection, filter, filterLength, change, changeLength,
                            options, optionsLength, &reply, &error)
                    }
                }
            }
        }
    }

    /// Refuses new calls, lets those under way end, and closes all connections. Only the first call does anything.
    func shutdown() async throws {
        let isFirst = isShutDown.withLock { isShutDown in
            defer { isShutDown = true }
            return !isShutDown
        }
        guard isFirst else { return }
        permits.close()
        try await threads.shutdownGracefully()
        gatehouse_mongo_pool_free(pool.pointer)
    }

    private typealias Call =
        @Sendable (
            OpaquePointer, inout gatehouse_mongo_bytes, inout gatehouse_mongo_error
        ) -> Bool

    private func call(_ name: String, _ body: @escaping Call) async throws -> BSONDocument {
        try await call(name, { try Self.documents($0).first ?? [:] }, body)
    }

    private func call<Answer: Sendable>(
        _ name: String, _ read: @escaping @Sendable ([UInt8]) throws -> Answer, _ body: @escaping Call
    ) async throws -> Answer {
        try await MongoTelemetry.observing(name) { observation in
            do {
                return try await permits.withPermit(timeout: timeout) { [threads, pool] in
                    observation.gotConnection()
                    return try await threads.runIfActive { try read(try Self.run(body, on: pool)) }
                }
            } catch let error as PermitError {
                switch error {
                case .cancelled: throw CancellationError()
                case .closed: throw MongoError(.closed, "the client was shut down")
                default: throw MongoError(.timeout, "no connection came free within the timeout")
                }
            }
        }
    }

    private static func run(_ body: Call, on pool: Pool) throws -> [UInt8] {
        let client = gatehouse_mongo_pool_pop(pool.pointer)!  // the permit holds a client free for us
        defer { gatehouse_mongo_pool_push(pool.pointer, client) }
        var reply = gatehouse_mongo_bytes()
        defer { gatehouse_mongo_free(&reply) }
        var error = gatehouse_mongo_error()
        let succeeded = body(client, &reply, &error)
        let bytes = reply.bytes.map { Array(UnsafeBufferPointer(start: $0, count: Int(reply.length))) } ?? []
        guard succeeded else {
            throw MongoError(
                from: origin(of: error), code: error.code, message: message(of: error),
                reply: try documents(bytes).first ?? [:])
        }
        return bytes
    }

    /// The documents that stand one after another.
    private static func documents(_ bytes: [UInt8]) throws -> [BSONDocument] {
        do {
            return try BSONDocument.all(validating: bytes)
        } catch {
            throw MongoError(.invalidReply, error.message)
        }
    }

    private static func origin(of error: gatehouse_mongo_error) -> MongoError.Origin {
        switch error.failure {
        case GATEHOUSE_MONGO_SERVER: .server
        case GATEHOUSE_MONGO_SERVER_SELECTION: .serverSelection
        case GATEHOUSE_MONGO_NETWORK: .network
        case GATEHOUSE_MONGO_WRITE_CONCERN: .writeConcern
        case GATEHOUSE_MONGO_AUTHENTICATION: .authentication
        case GATEHOUSE_MONGO_FORMAT: .format
        default: .other
        }
    }

    private static func message(of error: gatehouse_mongo_error) -> String {
        withUnsafeBytes(of: error.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    }
}

/// The bytes of a document for the time of a call; nothing for no document.
private func withBytes<Result>(
    _ document: BSONDocument?, _ body: (UnsafePointer<UInt8>?, Int) -> Result
) -> Result {
    guard let document else { return body(nil, 0) }
    return document.storage.withUnsafeBufferPointer { body($0.baseAddress, $0.count) }
}
