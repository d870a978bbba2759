import GatehouseSessions
import GatehouseTesting
import Testing

@testable import VisitsExample

@Suite("The product GatehouseSessions alone")
struct VisitsTests {
    @Test("a browser's visits are counted by its cookie, a stranger's apart")
    func counting() async throws {
        let counter = VisitCounter(CacheSessionStore())
        let first = try await counter.answer(cookie: nil)
        let second = try await counter.answer(cookie: first.cookie)
        #expect(first.visits == 1 && second == .init(visits: 2, cookie: nil))
        #expect(try await counter.answer(cookie: "made up").visits == 1)
        #expect(try await counter.answer(cookie: first.cookie).visits == 3)
    }

    @Test("a signed cookie carries the count, and one that somebody changed does not")
    func signed() async throws {
        let counter = VisitCounter(signedBy: .forTests)
        let first = try #require(try await counter.answer(cookie: nil).cookie)
        let second = try await counter.answer(cookie: first)
        #expect(second.visits == 2 && second.cookie != nil)
        #expect(try await counter.answer(cookie: first + "x").visits == 1)
    }
}
