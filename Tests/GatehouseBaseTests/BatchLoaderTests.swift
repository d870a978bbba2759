import Synchronization
import Testing

@testable import GatehouseBase

@Suite("Coalesced look-ups")
struct BatchLoaderTests {
    /// A store whose answers wait until they are let through.
    final class Store: Sendable {
        struct Fault: Error {}
        private let state = Mutex((batches: [[Int]](), isFailing: false))
        let gate = PermitQueue(permits: 1)

        var batches: [[Int]] { state.withLock { $0.batches } }
        func fail(_ isFailing: Bool = true) { state.withLock { $0.isFailing = isFailing } }

        func fetch(_ keys: [Int]) async throws -> [Int: String] {
            state.withLock { $0.batches.append(keys.sorted()) }
            try await gate.withPermit {}
            if state.withLock({ $0.isFailing }) { throw Fault() }
            return Dictionary(uniqueKeysWithValues: keys.filter { $0 >= 0 }.map { ($0, "value \($0)") })
        }
    }

    @Test("keys asked for while a batch is under way go together in the next one, each once")
    func coalesced() async throws {
        let store = Store()
        let loader = BatchLoader(patience: .seconds(600)) { try await store.fetch($0) }
        try await store.gate.acquire()
        let first = Task { try await loader.load(1) }
        while store.batches.count < 1 { await Task.yield() }
        let others = [2, 3, 2, 1, -1].map { key in Task { try await loader.load(key) } }
        for _ in 0..<1000 { await Task.yield() }
        #expect(store.batches == [[1]])
        store.gate.release()
        #expect(try await first.value == "value 1")
        var values: [String?] = []
        for other in others { values.append(try await other.value) }
        #expect(values == ["value 2", "value 3", "value 2", "value 1", nil])
        // The key 1 was asked for again: the answer under way was older than the question.
        #expect(store.batches.dropFirst().flatMap { $0 }.sorted() == [-1, 1, 2, 3])
    }

    @Test("no batch is larger than it may be, and no more run than there are lanes")
    func bounds() async throws {
        let running = Box((now: 0, most: 0))
        let loader = BatchLoader<Int, Int>(lanes: 2, maximumBatch: 10, patience: .seconds(600)) { keys in
            #expect(keys.count <= 10)
            running.withLock {
                $0.now += 1
                $0.most = max($0.most, $0.now)
            }
            await Task.yield()
            running.withLock { $0.now -= 1 }
            return Dictionary(uniqueKeysWithValues: keys.map { ($0, $0) })
        }
        let right = try await withThrowingTaskGroup(of: Bool.self) { group in
            for key in 0..<500 { group.addTask { try await loader.load(key) == key } }
            return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
        }
        #expect(right == 500)
        #expect(running.withLock { $0.most } <= 2)
    }

    @Test("an error reaches all who wait for the batch, and the next one is tried anew")
    func errors() async throws {
        let store = Store()
        let loader = BatchLoader(patience: .seconds(600)) { try await store.fetch($0) }
        try await store.gate.acquire()
        store.fail()
        let loads = [1, 1, 1].map { key in Task { try await loader.load(key) } }
        for _ in 0..<1000 { await Task.yield() }
        store.gate.release()
        for load in loads { await #expect(throws: Store.Fault.self) { try await load.value } }
        store.fail(false)
        let again = try await loader.load(1)
        #expect(again == "value 1")
    }

    @Test("a cancelled caller leaves at once; the others get their answer")
    func cancellation() async throws {
        let store = Store()
        let loader = BatchLoader(patience: .seconds(600)) { try await store.fetch($0) }
        try await store.gate.acquire()
        let stays = Task { try await loader.load(1) }
        while store.batches.count < 1 { await Task.yield() }
        let leaves = Task { try await loader.load(2) }
        for _ in 0..<100 { await Task.yield() }
        leaves.cancel()
        await #expect(throws: CancellationError.self) { try await leaves.value }
        store.gate.release()
        #expect(try await stays.value == "value 1")
        #expect(try await loader.load(3) == "value 3")
        #expect(!store.batches.contains([2]))
    }

    @TaskLocal private static var trace: String?

    @Test("who finds nothing under way looks up in his own task, and what others share belongs to none of them")
    func alone() async throws {
        let store = Store()
        let traces = Box<[String?]>([])
        let loader = BatchLoader<Int, String>(patience: .seconds(600)) { keys in
            traces.withLock { $0.append(Self.trace) }
            return try await store.fetch(keys)
        }
        try await store.gate.acquire()
        let alone = Task { try await Self.$trace.withValue("first") { try await loader.load(1) } }
        while store.batches.count < 1 { await Task.yield() }
        let later = Task { try await Self.$trace.withValue("second") { try await loader.load(2) } }
        while loader.state.withLock({ $0.places.isEmpty }) { await Task.yield() }
        store.gate.release()
        #expect(try await [alone.value, later.value] == ["value 1", "value 2"])
        #expect(traces.withLock { $0 } == ["first", nil])
    }

    @Test("a cancelled look-up of one's own ends it and lets the next one through")
    func cancelledAlone() async throws {
        let store = Store()
        let loader = BatchLoader(patience: .seconds(600)) { try await store.fetch($0) }
        try await store.gate.acquire()
        let alone = Task { try await loader.load(1) }
        while store.batches.count < 1 { await Task.yield() }
        let next = Task { try await loader.load(2) }
        while loader.state.withLock({ $0.places.isEmpty }) { await Task.yield() }
        alone.cancel()
        await #expect(throws: PermitError.self) { try await alone.value }
        store.gate.release()
        #expect(try await next.value == "value 2")
    }

    @Test("R15: a batch that hangs does not hold those that wait: another lane opens, and closes again")
    func hangs() async throws {
        let hanging = PermitQueue(permits: 1)
        try await hanging.acquire()
        let began = Box(0)
        let loader = BatchLoader<Int, Int>(lanes: 2, patience: .milliseconds(10)) { keys in
            if keys.contains(where: { $0 < 0 }) {
                began.withLock { $0 += 1 }
                try await hanging.withPermit {}
            }
            return Dictionary(uniqueKeysWithValues: keys.map { ($0, $0) })
        }
        let stuck = [-1, -2].map { key in Task { try await loader.load(key) } }
        while began.withLock({ $0 }) < 2 { await Task.yield() }
        // No lane is free, and none will be.
        for key in 1...20 { #expect(try await loader.load(key) == key) }
        hanging.release()
        #expect(try await [stuck[0].value, stuck[1].value] == [-1, -2])
        // As many lanes are free then as there were.
        while loader.state.withLock({ $0.freeLanes + $0.extraLanes }) != 2 { await Task.yield() }
        #expect(loader.state.withLock { $0.freeLanes } == 2)
    }

    @Test("R15: no more lanes open than there may be, however long all hang")
    func allHang() async throws {
        let hanging = PermitQueue(permits: 1)
        try await hanging.acquire()
        let began = Box(0)
        let loader = BatchLoader<Int, Int>(lanes: 1, maximumBatch: 1, patience: .milliseconds(1)) { keys in
            began.withLock { $0 += 1 }
            try await hanging.withPermit {}
            return Dictionary(uniqueKeysWithValues: keys.map { ($0, $0) })
        }
        let loads = (0..<10).map { key in Task { try await loader.load(key) } }
        while began.withLock({ $0 }) < 3 { await Task.yield() }
        try await Task.sleep(for: .milliseconds(50))
        #expect(began.withLock { $0 } == 3)
        hanging.release()
        for (key, load) in loads.enumerated() { #expect(try await load.value == key) }
    }

    @Test("who is cancelled before he asks waits for nothing")
    func cancelledBefore() async throws {
        let store = Store()
        let loader = BatchLoader(patience: .seconds(600)) { try await store.fetch($0) }
        try await store.gate.acquire()
        let first = Task { try await loader.load(1) }
        while store.batches.count < 1 { await Task.yield() }
        let second = Task {
            while !Task.isCancelled { await Task.yield() }
            return try await loader.load(2)
        }
        second.cancel()
        await #expect(throws: CancellationError.self) { try await second.value }
        store.gate.release()
        #expect(try await first.value == "value 1")
    }
}
