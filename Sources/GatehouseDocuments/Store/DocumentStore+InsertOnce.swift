package import GatehouseBSON
import GatehouseMongo

extension DocumentStore {
    /// Stores a document whose key is in it.
    ///
    /// When the connection breaks, nobody knows whether the document was stored; it is sent again then, and one that is
    /// there already, byte for byte, is ours. So a cut connection neither loses it nor stores it twice, nor says that it
    /// is another's. The driver's own second try comes before ours.
    package func insertOnce(_ encoded: BSONDocument) async throws {
        do {
            try await insertMany([encoded], ordered: true)
        } catch let error as MongoError where error.mayHaveHappened {
            do {
                try await insertMany([encoded], ordered: true)
            } catch let second as MongoError where second.isTakenKey {
                guard let key = encoded["_id"] else { throw second }
                var options = MongoCollection.FindOptions()
                options.limit = 1
                guard try await find(["_id": ["$eq": key]], options).first == encoded else { throw second }
            }
        }
    }
}

extension MongoError {
    /// A write of which nobody knows whether it happened, and that is part of no transaction: that would be over.
    var mayHaveHappened: Bool {
        [.network, .notWritable].contains(code) && !labels.contains("TransientTransactionError")
    }
}
