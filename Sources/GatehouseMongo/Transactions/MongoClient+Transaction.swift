extension MongoClient {
    /// Runs reads and writes that happen together or not at all.
    ///
    /// ```swift
    /// try await mongo.withTransaction { transaction in
    ///     try await transaction.collection("accounts").updateOne(["_id": 1], ["$inc": ["balance": -10]])
    ///     try await transaction.collection("accounts").updateOne(["_id": 2], ["$inc": ["balance": 10]])
    /// }
    /// ```
    ///
    /// When the server says that it may succeed if made again, as after a conflict with another transaction, the body
    /// runs again from its beginning; so it must not do anything besides that cannot be repeated. A commit whose outcome
    /// is unknown is asked for again.
    ///
    /// - Parameters:
    ///   - time: how long new attempts are made; 120 seconds. Source: the MongoDB specification "Convenient API for
    ///     Transactions".
    ///   - body: uses the collections of the transaction. When it throws, nothing of it happens.
    /// - Throws: ``MongoError``, with code `replicaSetRequired` on a standalone server; what the body throws.
    public func withTransaction<Result: Sendable>(
        retryingFor time: Duration = .seconds(120), _ body: (MongoTransaction) async throws -> Result
    ) async throws -> Result {
        let clock = ContinuousClock()
        let lastAttempt = clock.now + time
        let transaction = try await MongoTransaction(driver: driver)
        defer { transaction.lease.end() }
        while true {
            try await transaction.take(.start)
            let result: Result
            do {
                result = try await body(transaction)
            } catch {
                try? await transaction.take(.abort)
                guard (error as? MongoError)?.mayRunAgain == true, clock.now < lastAttempt else { throw error }
                continue
            }
            if try await commit(transaction, until: lastAttempt) { return result }
        }
    }

    /// Commits, again while the outcome is unknown; false when the body must run again.
    private func commit(_ transaction: MongoTransaction, until lastAttempt: ContinuousClock.Instant) async throws
        -> Bool
    {
        while true {
            do {
                try await transaction.take(.commit)
                return true
            } catch let error as MongoError where ContinuousClock.now < lastAttempt {
                if error.mayCommitAgain { continue }
                guard error.mayRunAgain else { throw error }
                return false
            }
        }
    }
}

extension MongoError {
    fileprivate var mayRunAgain: Bool { labels.contains("TransientTransactionError") }

    /// A commit that the server itself cut for its time would be cut again (MaxTimeMSExpired, 50).
    fileprivate var mayCommitAgain: Bool { labels.contains("UnknownTransactionCommitResult") && serverCode != 50 }
}
