import GatehouseBase
import Synchronization
import Testing

@Suite("Waits with a deadline", .timeLimit(.minutes(1)))
struct DeadlinesTests {
    struct Late: Error {}

    @Test("a result in time is given, and one that comes after the deadline is dropped")
    func waiting() async throws {
        let deadlines = Deadlines(after: .milliseconds(50))
        let inTime: Int = try await deadlines.wait(until: .now + .seconds(60), orThrow: Late()) { completion in
            Task { completion.finish(with: .success(7)) }
        }
        #expect(inTime == 7)
        let never = Never()
        await #expect(throws: Late.self) {
            let _: Int = try await deadlines.wait(until: .now + .milliseconds(50), orThrow: Late()) { never.keep($0) }
        }
        never.completion.withLock { $0 }?.finish(with: .success(1))
    }

    @Test("the nearest deadline comes first, in whatever order they were set")
    func order() async throws {
        let deadlines = Deadlines(after: .milliseconds(100))
        let ended = Ended()
        await withTaskGroup(of: Void.self) { group in
            for milliseconds in [900, 100, 500] {
                group.addTask {
                    do {
                        let _: Int = try await deadlines.wait(
                            until: .now + .milliseconds(milliseconds), orThrow: Late()
                        ) { _ in }
                    } catch { ended.list.withLock { $0.append(milliseconds) } }
                }
            }
        }
        let list = ended.list.withLock { $0 }
        #expect(list == [100, 500, 900])
    }

    final class Never: Sendable {
        let completion = Mutex<Completion<Int>?>(nil)
        func keep(_ value: Completion<Int>) { completion.withLock { $0 = value } }
    }
    final class Ended: Sendable { let list = Mutex<[Int]>([]) }
}
