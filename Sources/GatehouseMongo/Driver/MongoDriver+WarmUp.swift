import CGatehouseMongo
import GatehouseBSON
import GatehouseBase

extension MongoDriver {
    /// Opens so many connections, no more than there are for single calls.
    func warmUp(_ wanted: Int) async throws {
        let count = min(wanted, poolSize)
        try await acquire(permits, count)
        try await submit(finally: { _ in self.permits.release(count) }) { pools, _ in
            let pool = pools.quick
            // All at once out of the pool: one that went back would be the next one again.
            let clients = (0..<count).map { _ in pool.pop() }
            defer { for client in clients { pool.push(client) } }
            for client in clients {
                _ = try MongoReply.document(
                    gatehouse_mongo_target(client: client, session: nil).run { target, reply, error in
                        withInput(["ping": 1]) {
                            gatehouse_mongo_command(target, CommandKind.read.value, "admin", $0, &reply, &error)
                        }
                    })
            }
        }
    }
}
