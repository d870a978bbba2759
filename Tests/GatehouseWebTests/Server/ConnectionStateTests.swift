import NIOCore
import Testing

@testable import GatehouseWeb

@Suite("Deadlines of a connection")
struct ConnectionStateTests {
    private let start = NIODeadline.uptimeNanoseconds(1_000_000_000_000)
    private func second(_ number: Int64) -> NIODeadline { start + .seconds(number) }

    private func state() -> ConnectionState {
        var limits = ServerLimits()
        limits.idleTime = .seconds(60)
        limits.requestTime = .seconds(30)
        limits.writeTime = .seconds(20)
        return ConnectionState(limits, now: start)
    }

    @Test("D3: a connection that sends nothing is idle")
    func idle() {
        let state = state()
        #expect(state.overdue(second(59)) == nil && state.overdue(second(60)) == .idle)
    }

    @Test("D5: a request's time runs from its first byte, whatever comes of it, to its last")
    func drip() {
        var state = state()
        state.arrived(second(10))
        state.arrived(second(35))
        #expect(state.overdue(second(39)) == nil && state.overdue(second(40)) == .request)
        state.began(isLast: false, second(36))
        #expect(state.overdue(second(40)) == .request)
        state.arrivedWhole()
        #expect(state.overdue(second(1000)) == nil, "the client waits for us")
        state.answeredFully(second(100))
        #expect(state.overdue(second(159)) == nil && state.overdue(second(160)) == .idle)
    }

    @Test("D5: the time of a client that does not read ends, whatever else is under way")
    func neverReads() {
        var state = state()
        state.began(isLast: false, second(1))
        state.arrivedWhole()
        state.blocks(true, second(2))
        state.blocks(true, second(9))
        #expect(state.overdue(second(21)) == nil && state.overdue(second(22)) == .write)
        state.blocks(false, second(21))
        #expect(state.overdue(second(1000)) == nil)
    }

    @Test("nothing is taken after the last request, and the connection ends with its answer")
    func last() {
        var state = state()
        state.began(isLast: true, second(1))
        #expect(state.isOpen, "its body is taken")
        state.arrivedWhole()
        #expect(!state.isOpen)
        let isLast = state.answers(isError: false)
        #expect(isLast && state.answered(second(2)))
    }

    @Test("the rest of a request that was refused is not waited for")
    func refusedWhileRead() {
        var state = state()
        state.began(isLast: false, second(1))
        let isLast = state.answers(isError: true)
        #expect(isLast && state.answered(second(2)))
    }

    @Test("a request can be refused in its turn only, and not once it is answered")
    func turns() {
        var state = state()
        state.began(isLast: false, second(1))
        #expect(state.canRefuse, "it is read, and nothing stands before it")
        state.arrivedWhole()
        #expect(!state.canRefuse, "what comes next has to wait for its answer")
        state.answeredFully(second(2))
        #expect(state.canRefuse)
        state.began(isLast: false, second(3))
        _ = state.answers(isError: false)
        #expect(!state.canRefuse, "its answer has begun")
    }

    @Test("R9: when the site stops a request under way is answered, or else one more")
    func stops() {
        var busy = state()
        busy.began(isLast: false, second(1))
        busy.arrivedWhole()
        busy.stops()
        #expect(!busy.isOpen)
        var idle = state()
        idle.stops()
        #expect(idle.isOpen)
        idle.began(isLast: false, second(1))
        idle.arrivedWhole()
        #expect(!idle.isOpen)
    }
}

extension ConnectionState {
    fileprivate mutating func answeredFully(_ now: NIODeadline) {
        _ = answers(isError: false)
        _ = answered(now)
    }
}

@Suite("Limits of connections")
struct ConnectionCountsTests {
    @Test("D4: there are fewer connections than descriptors", arguments: [64, 256, 1024, 65_536])
    func descriptors(number: Int) {
        let all = ServerLimits().connections(descriptors: number)
        #expect(all >= 16 && all <= number - 48 && all <= 10_000)
        var limits = ServerLimits()
        limits.connections = 1_000_000
        #expect(limits.connections(descriptors: number) <= number - 48)
        limits.connections = 5
        #expect(limits.connections(descriptors: number) == 5)
        #expect(limits.connectionsPerAddress(of: 5) == 1)
    }

    @Test("D4: an address gets its share and leaves the rest to others; those of no address are not counted by it")
    func share() {
        var counts = ConnectionCounts(maximum: 5, maximumPerAddress: 2)
        let opened = ["a", "a", "a", "b", nil, nil].map { counts.open($0) }
        #expect(opened == [true, true, false, true, true, true])
        #expect(counts.all == 5 && counts.isFull)
        counts.close("a")
        #expect(!counts.isFull && counts.open("a") && !counts.open("a"))
    }
}
