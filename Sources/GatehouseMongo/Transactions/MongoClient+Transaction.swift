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
    ///   - time: how long new attempts are made; nil for 120 seconds (source: the MongoDB specification "Convenient API
    ///     for Transactions"), or for the client's timeout where that is longer.
    ///   - body: uses the collections of the transaction. When it throws, nothing of it happens.
    /// - Throws: ``MongoError``, with code `replicaSetRequired` on a standalone server, and with the label
    ///   `UnknownTransactionCommitResult` when it may have happened; what the body throws; `CancellationError`.
    public func withTransaction<Result: Sendable>(
        retryingFor time: Duration? = nil, _ body: (MongoTransaction) async throws -> Result
    ) async throws -> Result {
        let lastAttempt = ContinuousClock.now + (time ?? max(.seconds(120), driver.timeout))
        var pause = Duration.milliseconds(5)
        while true {
            // A new session each time: a call of the last attempt may still hang in the old one.
            let transaction = try await MongoTransaction(driver: driver)
            defer { transaction.lease.end() }
            do {
                try await transaction.take(.start, until: lastAttempt)
                let result = try await body(transaction)
                try await commit(transaction, until: lastAttempt)
                return result
            } catch let error as MongoError where error.mayRunAgain && ContinuousClock.now < lastAttempt {
                try? await transaction.take(.abort, until: lastAttempt)
            } catch {
                try? await transaction.take(.abort, until: lastAttempt)
                throw error
            }
            try await Task.sleep(for: pause * Double.random(in: 0.5...1))
            pause = min(pause * 2, .milliseconds(500))
        }
    }

    /// Commits, again while the outcome is unknown.
    private func commit(_ transaction: MongoTransaction, until lastAttempt: ContinuousClock.Instant) async throws {
        while true {
            do {
                return try await transaction.take(.commit, until: lastAttempt)
            } catch let error as MongoError {
                guard error.mayCommitAgain, ContinuousClock.now < lastAttempt else {
                    throw error.code == .timeout ? error.labelled(MongoError.unknownCommit) : error
                }
            }
        }
    }
}

extension MongoError {
    /// The server says so; or a call of the body did not come back in time, and its session is left behind with it.
    fileprivate var mayRunAgain: Bool {
        labels.contains("TransientTransactionError") || (code == .timeout && labels.isEmpty && serverCode == nil)
    }

    /// A commit that the server itself cut for its time would be cut again (MaxTimeMSExpired, 50).
    fileprivate var mayCommitAgain: Bool { labels.contains(Self.unknownCommit) && serverCode != 50 }
}
