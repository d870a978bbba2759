import GatehouseBase
import Synchronization
import Testing

@Suite("Permits")
struct PermitQueueTests {
    @Test("no more than the permits run at a time, and all get their turn")
    func bound() async throws {
        let queue = PermitQueue(permits: 3)
        let running = Box((now: 0, most: 0, total: 0))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for _ in 0..<200 {
                group.addTask {
                    try await queue.withPermit {
                        running.withLock {
                            $0.now += 1
                            $0.most = max($0.most, $0.now)
                        }
                        await Task.yield()
                        running.withLock {
                            $0.now -= 1
                            $0.total += 1
                        }
                    }
                }
            }
            try await group.waitForAll()
        }
        #expect(running.withLock { $0.total } == 200)
        #expect(running.withLock { $0.most } <= 3)
    }

    @Test("waiters are served in the order they came")
    func order() async throws {
        let queue = PermitQueue(permits: 1)
        let served = Box<[Int]>([])
        try await queue.acquire()
        let waiters = try await (0..<5).asyncMap { number in
            let task = Task {
                try await queue.acquire()
                served.withLock { $0.append(number) }
                queue.release()
            }
            try await wait { queue.waitingCount == number + 1 }
            return task
        }
        queue.release()
        for waiter in waiters { try await waiter.value }
        #expect(served.withLock { $0 } == [0, 1, 2, 3, 4])
    }

    @Test("a cancelled waiter leaves its place at once")
    func cancellation() async throws {
        let queue = PermitQueue(permits: 1, maximumWaiting: 1)
        try await queue.acquire()
        let waiter = Task { try await queue.acquire() }
        try await wait { queue.waitingCount == 1 }
        waiter.cancel()
        await #expect(throws: PermitError.cancelled) { try await waiter.value }
        #expect(queue.waitingCount == 0)
    }

    @Test("one more than may wait is refused")
    func full() async throws {
        let queue = PermitQueue(permits: 1, maximumWaiting: 0)
        try await queue.acquire()
        await #expect(throws: PermitError.full) { try await queue.acquire() }
        queue.release()
        try await queue.acquire()
    }

    @Test("who waits too long is refused")
    func timeout() async throws {
        let queue = PermitQueue(permits: 1)
        try await queue.acquire()
        await #expect(throws: PermitError.timedOut) { try await queue.acquire(timeout: .milliseconds(1)) }
    }

    @Test("a closed queue refuses those who wait and those who come")
    func close() async throws {
        let queue = PermitQueue(permits: 1)
        try await queue.acquire()
        let waiter = Task { try await queue.acquire() }
        try await wait { queue.waitingCount == 1 }
        queue.close()
        await #expect(throws: PermitError.closed) { try await waiter.value }
        await #expect(throws: PermitError.closed) { try await queue.acquire() }
    }

    /// Lets other tasks run until something holds.
    private func wait(for condition: () -> Bool) async throws {
        while !condition() { await Task.yield() }
    }
}

/// A value that several tasks change.
final class Box<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func withLock<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result {
        value.withLock { body(&$0) }
    }
}

extension Sequence {
    func asyncMap<Result>(_ transform: (Element) async throws -> Result) async rethrows -> [Result] {
        var results: [Result] = []
        for element in self { results.append(try await transform(element)) }
        return results
    }
}
