import CGatehouseMongo
import GatehouseBSON

/// Reads and writes that happen together or not at all; made by ``MongoClient/withTransaction(retryingFor:_:)``.
///
/// Only calls on collections that it hands out are part of it. They go one after another: a call while another is under
/// way throws ``MongoError`` with code `busy`.
public final class MongoTransaction: Sendable {
    let lease: MongoLease
    private let driver: MongoDriver

    init(driver: MongoDriver) async throws {
        self.driver = driver
        lease = try await driver.lease("startSession") { client in
            var error = gatehouse_mongo_error()
            guard let session = gatehouse_mongo_session_new(client, &error) else {
                throw MongoError(from: error.origin, code: error.code, message: error.text, reply: [:])
            }
            return MongoLease.Resource(pointer: session, isSession: true) { gatehouse_mongo_session_free($0) }
        }
    }

    /// A collection of the default database, for calls inside the transaction.
    public func collection(_ name: String) -> MongoCollection { collection(name, in: driver.database) }

    /// A collection of a database, for calls inside the transaction.
    public func collection(_ name: String, in database: String) -> MongoCollection {
        MongoCollection(driver: driver, database: database, name: name, transaction: self)
    }

    enum Step {
        case start, commit, abort
        var name: String {
            switch self {
            case .start: "startTransaction"
            case .commit: "commitTransaction"
            case .abort: "abortTransaction"
            }
        }
        fileprivate var value: gatehouse_mongo_transaction_step {
            switch self {
            case .start: GATEHOUSE_MONGO_START
            case .commit: GATEHOUSE_MONGO_COMMIT
            case .abort: GATEHOUSE_MONGO_ABORT
            }
        }
    }

    func take(_ step: Step, until deadline: ContinuousClock.Instant) async throws {
        // A transaction knows no more than this.
        let level = driver.readConcern.map { $0 == "linearizable" ? "majority" : $0 }
        _ = try await lease.read(step.name, until: deadline) { session, target in
            try target.run { _, reply, error in
                gatehouse_mongo_transaction(session, step.value, level, &reply, &error)
            }
        }
    }
}
