import GatehouseBSON
import GatehouseLocalMongo
import GatehouseMongo
import GatehouseTesting
import Synchronization
import Testing

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite("What happens when servers fail", .serialized, .timeLimit(.minutes(5)))
struct FailoverTests {
    /// What workers did, and how it ended.
    private final class History: Sendable {
        struct Log {
            var acknowledged: [Int64] = []
            var failedInserts = 0
            var reads = 0
            var failedReads = 0
            var missing = 0
            var longest = Duration.zero
            var next: Int64 = 0
        }
        let log = Mutex(Log())
        let isOver = Mutex(false)
    }

    @Test("R1, R2: a killed primary and one that steps down lose nothing that was acknowledged, and double nothing")
    func failover() async throws {
        try await TestMongo.withReplicaSet { set in
            var settings = MongoSettings(url: set.url)
            settings.timeout = .seconds(15)
            let client = try MongoClient(settings)
            let notes = client.collection("notes")
            try await notes.insertOne(["n": -1])
            let history = History()
            try await withThrowingTaskGroup(of: Void.self) { group in
                for worker in 0..<16 {
                    group.addTask {
                        while !history.isOver.withLock({ $0 }) {
                            await (worker % 2 == 0 ? insert(history, notes) : read(history, notes))
                            try await Task.sleep(for: .milliseconds(5))
                        }
                    }
                }
                try await Task.sleep(for: .seconds(1))
                let primary = try await set.waitForPrimary()
                set.signal(primary, SIGKILL)
                try await set.waitForPrimary()
                try await Task.sleep(for: .seconds(1))
                try await set.start(primary)
                try await set.stepDown()
                try await set.waitForPrimary()
                try await Task.sleep(for: .seconds(1))
                history.isOver.withLock { $0 = true }
                try await group.waitForAll()
            }
            let log = history.log.withLock { $0 }
            var stored: [Int64: Int] = [:]
            for try await note in notes.cursor([:]) { stored[note["n"]?.integer ?? -2, default: 0] += 1 }
            let lost = log.acknowledged.filter { stored[$0] == nil }
            let doubled = stored.filter { $0.value > 1 }
            print(
                """
                failover: \(log.acknowledged.count) inserts acknowledged, \(log.failedInserts) failed, \(lost.count) lost, \
                \(doubled.count) doubled; \(log.reads) reads, \(log.failedReads) failed, \(log.missing) stale; \
                longest call \(log.longest)
                """)
            #expect(lost.isEmpty && doubled.isEmpty && log.missing == 0)
            #expect(log.acknowledged.count > 100 && log.reads > 100)
            try await client.shutdown()
        }
    }

    private func insert(_ history: History, _ notes: MongoCollection) async {
        let number = history.log.withLock { log in
            log.next += 1
            return log.next
        }
        let start = ContinuousClock.now
        do {
            try await notes.insertOne(["n": .integer(number)])
            history.log.withLock { $0.acknowledged.append(number) }
        } catch {
            history.log.withLock { $0.failedInserts += 1 }
        }
        let duration = ContinuousClock.now - start
        history.log.withLock { $0.longest = max($0.longest, duration) }
    }

    /// What was acknowledged is there from then on.
    private func read(_ history: History, _ notes: MongoCollection) async {
        guard let number = history.log.withLock({ $0.acknowledged.randomElement() }) else { return }
        do {
            let found = try await notes.findOne(["n": .integer(number)])
            history.log.withLock { log in
                log.reads += 1
                if found == nil { log.missing += 1 }
            }
        } catch {
            history.log.withLock { $0.failedReads += 1 }
        }
    }

    @Test("R4: calls to servers that do not answer end by their deadline, and succeed when the servers go on")
    func frozen() async throws {
        try await TestMongo.withReplicaSet { set in
            var settings = MongoSettings(url: set.url)
            settings.timeout = .seconds(1)
            settings.poolSize = 4
            let client = try MongoClient(settings)
            let notes = client.collection("notes")
            try await notes.insertOne(["_id": 1])
            for member in set.members { set.signal(member, SIGSTOP) }
            let start = ContinuousClock.now
            let outcomes = await withTaskGroup(of: (MongoError.Code?, Duration).self) { group in
                for _ in 0..<16 {
                    group.addTask {
                        var code: MongoError.Code?
                        do { _ = try await notes.findOne(["_id": 1]) } catch { code = (error as? MongoError)?.code }
                        return (code, ContinuousClock.now - start)
                    }
                }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for member in set.members { set.signal(member, SIGCONT) }
            let longest = outcomes.map(\.1).max() ?? .zero
            print("frozen servers: 16 calls with a deadline of 1 s ended after \(longest) at the latest")
            // A connection that is found to be dead just then is a fault of the network.
            #expect(outcomes.allSatisfy { $0.0 == .timeout || $0.0 == .network })
            // The driver's own timeouts would add up to more than this.
            #expect(longest < .seconds(3))
            try await set.waitForPrimary()
            var found: BSONDocument?
            for _ in 0..<100 where found == nil {
                found = try? await notes.findOne(["_id": 1])
                if found == nil { try await Task.sleep(for: .milliseconds(100)) }
            }
            #expect(found == ["_id": 1])
            try await client.shutdown()
        }
    }
}
