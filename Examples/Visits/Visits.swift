import GatehouseSessions

/// Uses the product `GatehouseSessions` alone: sessions without a site, a web framework or a database.
@main
struct Visits {
    static func main() async throws {
        let counter = VisitCounter(CacheSessionStore())
        var cookie: String?
        for _ in 1...3 {
            let answer = try await counter.answer(cookie: cookie)
            cookie = answer.cookie ?? cookie
            print("Visit \(answer.visits)")
        }
    }
}
