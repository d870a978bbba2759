import Foundation
import GatehouseAuth
import GatehouseMongoStores
import GatehouseTesting
import Synchronization
import Testing

/// Every store of tries through the suite that users run over theirs.
@Suite("Every store of tries")
struct ThrottleConformanceTests {
    @Test("memory", arguments: ThrottleStoreConformance.checks)
    func memory(check: ThrottleStoreConformance.Check) async throws { try await check.run(over: MemoryThrottleStore()) }

    @Test("MongoDB", arguments: ThrottleStoreConformance.checks)
    func mongo(check: ThrottleStoreConformance.Check) async throws {
        try await TestMongo.withClient { client in
            let store = MongoThrottleStore(client: client)
            _ = try await store.ensureIndexes()
            try await check.run(over: store)
        }
    }

    @Test("each check refuses a store that is wrong", arguments: ThrottleStoreConformance.checks)
    func failing(check: ThrottleStoreConformance.Check) async throws {
        var refused = 0
        for fault in WrongThrottleStore.Fault.allCases {
            do { try await check.run(over: WrongThrottleStore(fault)) } catch is ConformanceFailure { refused += 1 }
        }
        #expect(refused > 0)
        #expect(refused < WrongThrottleStore.Fault.allCases.count, "it looks at one thing, not at all")
    }
}

/// A store with one fault.
private final class WrongThrottleStore: ThrottleStore {
    enum Fault: CaseIterable {
        /// Reads, and writes later, as naive stores do.
        case racing
        /// Counts all buckets together whose names begin alike.
        case shortNames
        /// Whoever asks during a block makes it longer.
        case growingBlock
        /// All blocks are as long as the first.
        case sameBlocks
        /// Windows do not slide.
        case fixedWindow
        /// A clock that was ahead is believed.
        case believing
        /// Lets one more through than the rule says.
        case generous
        case keepsTries, keepsBlocks, endsBlocks
    }
    private struct Bucket {
        var hits: [Date] = []
        var end = Date.distantPast
        var strikes = 0
    }

    private let fault: Fault
    private let buckets = Mutex<[String: Bucket]>([:])

    init(_ fault: Fault) { self.fault = fault }

    private func name(_ bucket: String) -> String {
        fault == .shortNames ? String(bucket.prefix(48)) : bucket
    }

    func take(_ bucket: String, _ rule: ThrottleRule, at now: Date) async throws -> ThrottleVerdict {
        let name = name(bucket)
        var state = buckets.withLock { $0[name] ?? Bucket() }
        if fault == .racing { try await Task.sleep(for: .milliseconds(2)) }
        let verdict = take(&state, rule, at: now)
        if fault == .racing {
            buckets.withLock { [state] in $0[name] = state }
            return verdict
        }
        return buckets.withLock { buckets in take(&buckets[name, default: Bucket()], rule, at: now) }
    }

    private func take(_ state: inout Bucket, _ rule: ThrottleRule, at now: Date) -> ThrottleVerdict {
        func later(_ time: Duration) -> Date { now.addingTimeInterval(Double(time.components.seconds)) }
        if fault != .believing, state.end > later(rule.maximumBlock) { state.end = .distantPast }
        if state.end > now {
            if fault == .growingBlock { state.end += 1 }
            return ThrottleVerdict(isAllowed: false, blockedUntil: state.end)
        }
        if state.end.addingTimeInterval(Double(rule.maximumBlock.components.seconds)) <= now { state.strikes = 0 }
        let window = Double(rule.window.components.seconds)
        if fault == .fixedWindow {
            if let first = state.hits.first, first.addingTimeInterval(window) <= now { state.hits = [] }
        } else {
            state.hits.removeAll { $0.addingTimeInterval(window) <= now }
        }
        if state.hits.count < rule.limit + (fault == .generous ? 1 : 0) {
            state.hits.append(now)
            return ThrottleVerdict(isAllowed: true, blockedUntil: nil)
        }
        let factor = fault == .sameBlocks ? 1 : 1 << state.strikes
        state.end = later(min(rule.block * factor, rule.maximumBlock))
        state.strikes += 1
        state.hits = []
        return ThrottleVerdict(isAllowed: false, blockedUntil: state.end)
    }

    func giveBack(_ bucket: String) async throws {
        let name = name(bucket)
        buckets.withLock { [fault] buckets in
            if fault == .keepsTries { return }
            _ = buckets[name]?.hits.popLast()
            if fault == .endsBlocks { buckets[name]?.end = .distantPast }
        }
    }

    func clear(_ bucket: String) async throws {
        let name = name(bucket)
        buckets.withLock { [fault] buckets in
            if fault == .keepsBlocks { buckets[name]?.hits = [] } else { buckets[name] = nil }
        }
    }
}
