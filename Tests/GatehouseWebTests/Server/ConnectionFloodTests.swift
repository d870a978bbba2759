import Testing

@testable import GatehouseWeb

@Suite("Floods of connections")
struct ConnectionFloodTests {
    @Test("R14, R18: a flood ends when a quarter of it is left; what comes and goes every day is none")
    func flood() {
        var flood = ConnectionFlood()
        let everyDay = Array(0...499) + Array((0...499).reversed())
        #expect(everyDay.filter { flood.isOver(with: $0) } == [])
        #expect((0...3000).filter { flood.isOver(with: $0) } == [])
        // Once more for what was left.
        #expect((0..<3000).reversed().filter { flood.isOver(with: $0) } == [750, 187])
    }
}
