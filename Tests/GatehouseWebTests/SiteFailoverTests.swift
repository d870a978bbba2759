import Gatehouse
import GatehouseLocalMongo
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Synchronization
import Testing

@testable import GatehouseWeb

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

@Suite("A site whose primary is away (FailoverTests)", .serialized, .timeLimit(.minutes(5)))
struct SiteFailoverTests {
    /// When the site gave which answers.
    private final class Answers: Sendable {
        struct Log {
            var good: [ContinuousClock.Instant] = []
            var bad = 0
            var readiness: [(status: HTTPResponse.Status, time: Duration)] = []
            var isOver = false
        }
        let log = Mutex(Log())
        var isOver: Bool { log.withLock { $0.isOver } }

        func ask(_ browser: TestBrowser) async {
            let page = try? await browser.get("/index/")
            log.withLock { log in
                if page?.status == .ok { log.good.append(.now) } else { log.bad += 1 }
            }
        }

        func askReadiness(_ browser: TestBrowser) async {
            let start = ContinuousClock.now
            guard let page = try? await browser.get("/readyz") else { return }
            log.withLock { $0.readiness.append((page.status, .now - start)) }
        }
    }

    private final class Counter: Sendable {
        private let number = Mutex(0)
        var count: Int { number.withLock { $0 } }
        func add() { number.withLock { $0 += 1 } }
    }

    enum Fault: String, CaseIterable { case frozen, packetsLost, stepDown }

    @Test(
        "R15: 150 visitors get good answers again once the set has a new primary, and /readyz tells at once",
        arguments: Fault.allCases)
    func primaryGone(_ fault: Fault) async throws {
        let network = LossyNetwork()
        try await TestMongo.withReplicaSet(
            electionTimeout: .seconds(5), by: { try await network.way(to: $0.port) }
        ) { set in
            try await withSite(change: { $0.mongo = MongoSettings(url: set.url) }) { _, router in
                let first = TestBrowser(router)
                _ = try await first.signUp()
                _ = try await first.signIn()
                try #require(try await first.get("/index/").status == .ok)
                let answers = Answers()
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for _ in 0..<150 {
                        let browser = TestBrowser(router)
                        browser.cookies = first.cookies
                        group.addTask {
                            while !answers.isOver {
                                await answers.ask(browser)
                                try await Task.sleep(for: .milliseconds(20))
                            }
                        }
                    }
                    let balancer = TestBrowser(router)
                    group.addTask {
                        while !answers.isOver {
                            await answers.askReadiness(balancer)
                            try await Task.sleep(for: .milliseconds(200))
                        }
                    }
                    try await Task.sleep(for: .seconds(2))
                    let old = try await set.waitForPrimary()
                    let gone = ContinuousClock.now
                    switch fault {
                    case .frozen: set.signal(old, SIGSTOP)
                    case .packetsLost: network.lose(old.port)
                    case .stepDown: try await set.stepDown()
                    }
                    try await set.waitForPrimary(besides: old)
                    let elected = ContinuousClock.now
                    // Until there was a good answer after it, and long enough for the others.
                    while answers.log.withLock({ $0.good.last ?? gone }) < elected {
                        try await Task.sleep(for: .milliseconds(20))
                    }
                    try await Task.sleep(for: .seconds(5))
                    set.signal(old, SIGCONT)
                    answers.log.withLock { $0.isOver = true }
                    try await group.waitForAll()
                    let log = answers.log.withLock { $0 }
                    let again = log.good.first { $0 > elected }.map { $0 - elected }
                    let late = log.good.filter { $0 > elected + .seconds(2) && $0 < elected + .seconds(5) }.count
                    print(
                        """
                        \(fault): elected after \(elected - gone), first good answer \(again ?? .zero) later, \
                        \(log.good.count) good and \(log.bad) other answers, \(late) good from 2 to 5 s after it; \
                        /readyz took \(log.readiness.map(\.time).max() ?? .zero) at most, \
                        503 \(log.readiness.filter { $0.status != .ok }.count) times
                        """)
                    // Two seconds on a machine that has nothing else to do; here mongods and visitors share its cores.
                    #expect(again.map { $0 < .seconds(15) } == true && late > 0)
                    #expect(fault == .stepDown || log.readiness.contains { $0.status == .serviceUnavailable })
                }
                try await set.waitForPrimary()
            }
        }
        try await network.close()
    }

    @Test("R15: /readyz answers while the primary hangs, before the store does, and asks it once")
    func readiness() async throws {
        let hangs = Counter()
        let router = Router(context: BasicRequestContext.self)
        let forever = AsyncStream<Void>.makeStream()
        HealthPages(check: {
            hangs.add()
            for await _ in forever.stream {}
        }).add(to: router)
        let browser = TestBrowser(router)
        for _ in 0..<2 {
            let page = try await browser.get("/readyz")
            #expect(page.status == .serviceUnavailable && page.body == "not ready\n")
        }
        #expect(hangs.count == 1)
        #expect(try await browser.get("/healthz").status == .ok)
        forever.continuation.finish()
        while try await browser.get("/readyz").status != .ok {}
    }
}
