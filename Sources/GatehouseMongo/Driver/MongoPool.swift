import CGatehouseMongo
import GatehouseBase

/// The connections of a client, by how long a server may say nothing on them. Both times follow from the client's
/// timeout.
struct MongoPools: Sendable {
    /// For calls that a server which is well answers at once: one key, one document.
    let quick: MongoPool
    /// For all else: cursors, transactions, streams, commands.
    let patient: MongoPool

    init(_ settings: MongoSettings, size: Int) throws {
        quick = try MongoPool(settings, size: settings.poolSize, silence: settings.attemptTimeout)
        // A little longer than the deadline of a call, so that it is always the deadline that ends it, in one way.
        patient = try MongoPool(settings, size: size, silence: settings.timeout * 1.25)
    }
}

/// libmongoc's pool of connections, which lives as long as anything holds on to it.
///
/// The pool may be used from any thread at once (libmongoc's documentation, "Connection Pooling").
final class MongoPool: @unchecked Sendable {
    private let pointer: OpaquePointer
    /// The database that the connection string names.
    let database: String?

    /// - Parameters:
    ///   - size: how many connections at most.
    ///   - silence: how long a server may say nothing while an answer of it is waited for.
    /// - Throws: ``MongoError`` with code `invalidConnectionString`.
    init(_ settings: MongoSettings, size: Int, silence: Duration) throws {
        var error = gatehouse_mongo_error()
        let pointer = settings.withDriverOptions(size: size, silence: silence) { options in
            gatehouse_mongo_pool_new(settings.url, options, &error)
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

/// A connection of no pool, for the one call that may take as long as the data is large. Each of its methods is for one
/// thread at a time.
struct MongoLongConnection {
    let client: OpaquePointer

    /// - Parameter silence: how long the server may say nothing.
    /// - Throws: ``MongoError`` with code `invalidConnectionString`.
    init(_ settings: MongoSettings, silence: Duration) throws {
        var error = gatehouse_mongo_error()
        let client = settings.withDriverOptions(size: 1, silence: silence) { options in
            gatehouse_mongo_client_new(settings.url, options, &error)
        }
        guard let client else { throw MongoError(.invalidConnectionString, error.text) }
        self.client = client
    }

    func close() { gatehouse_mongo_client_free(client) }
}

extension MongoSettings {
    fileprivate func withDriverOptions<Result>(
        size: Int, silence: Duration, _ body: (UnsafePointer<gatehouse_mongo_options>) -> Result
    ) -> Result {
        let milliseconds = timeout.driverMilliseconds
        return applicationName.withCString { name in
            var options = gatehouse_mongo_options(
                application_name: name, maximum_pool_size: UInt32(size), connect_timeout: milliseconds,
                socket_timeout: max(1, silence.driverMilliseconds), server_selection_timeout: milliseconds)
            return body(&options)
        }
    }
}

extension Duration {
    /// Whole milliseconds, at most about three weeks.
    var driverMilliseconds: Int32 {
        Int32(clamping: min(max(self, .seconds(-2_000_000)), .seconds(2_000_000)).milliseconds)
    }
}
