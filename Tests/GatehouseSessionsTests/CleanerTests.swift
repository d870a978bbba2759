import Foundation
import GatehouseBSON
import GatehouseSessions
import GatehouseTesting
import Synchronization
import Testing

@Suite("The cleaner")
struct CleanerTests {
    @Test("removes what ended at every turn, goes on after a fault, and ends when it is told to")
    func turns() async throws {
        try await withFolder { folder in
            let clock = Clock()
            let store = try FileSessionStore(folder: folder)
            for seconds in [10.0, 20, 30] {
                _ = try await store.create(
                    SessionRecord(
                        data: ["k": 1], createdAt: clock.now, lastSeenAt: clock.now,
                        expiresAt: clock.now.addingTimeInterval(seconds)))
            }
            let counts = Mutex<[Int]>([])
            let cleaner = SessionCleaner(store, every: .seconds(60), policy: clock.policy) { interval in
                #expect(interval == .seconds(60))
                let away = folder + "-away"
                if FileManager.default.fileExists(atPath: away) {
                    try FileManager.default.moveItem(atPath: away, toPath: folder)
                }
                let count = try await store.sessions(of: nil, limit: 10).count
                let turn = counts.withLock { counts in
                    counts.append(count)
                    return counts.count
                }
                clock.advance(10)
                // The store fails for one turn.
                if turn == 2 { try FileManager.default.moveItem(atPath: folder, toPath: away) }
                if turn == 5 { throw CancellationError() }
            }
            try await cleaner.run()
            #expect(counts.withLock { $0 } == [3, 2, 2, 0, 0])
        }
    }
}
