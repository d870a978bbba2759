import CGatehouseMongo
import GatehouseBase

/// libmongoc's pool of connections, which lives as long as anything holds on to it.
///
/// The pool may be used from any thread at once (libmongoc's documentation, "Connection Pooling").
final class MongoPool: @unchecked Sendable {
    private let pointer: OpaquePointer
    /// The database that the connection string names.
    let database: String?

    /// - Parameter size: how many connections at most.
    /// - Throws: ``MongoError`` with code `invalidConnectionString`.
    init(_ configuration: MongoConfiguration, size: Int) throws {
        let milliseconds = configuration.timeout.driverMilliseconds
        // A little longer than the deadline of a call, so that it is always the deadline that ends it, in one way.
        let patience = Int32(clamping: Int64(milliseconds) * 5 / 4)
        var error = gatehouse_mongo_error()
        let pointer = configuration.applicationName.withCString { name in
            var options = gatehouse_mongo_options(
                application_name: name, maximum_pool_size: UInt32(size), connect_timeout: milliseconds,
                socket_timeout: patience, server_selection_timeout: milliseconds)
            return gatehouse_mongo_pool_new(configuration.url, &options, &error)
        }
        // Its string was read before: what fails now is looking up the name of a `mongodb+srv` address, or TLS.
        guard let pointer else { throw MongoError(.invalidConnectionString, error.text) }
        self.pointer = pointer
        database = gatehouse_mongo_pool_database(pointer).map { String(cString: $0) }
    }

    deinit { gatehouse_mongo_pool_free(pointer) }

    /// A connection of our own until it is pushed back. Who calls holds a permit, so that one is free.
    func pop() -> OpaquePointer { gatehouse_mongo_pool_pop(pointer)! }

    func push(_ client: OpaquePointer) { gatehouse_mongo_pool_push(pointer, client) }
}

extension Duration {
    /// Whole milliseconds, at most about three weeks.
    var driverMilliseconds: Int32 {
        Int32(clamping: min(max(self, .seconds(-2_000_000)), .seconds(2_000_000)).milliseconds)
    }
}
