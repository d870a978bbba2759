import Gatehouse
import Hummingbird
import HummingbirdCore
import Testing

@Suite("The server of an application of one's own", .serialized)
struct ServerTests {
    private var router: Router<BasicRequestContext> {
        let router = Router()
        router.get("hello") { request, _ in "Hello \(request.head.authority ?? "")" }
        router.post("echo") { request, _ in
            var request = request
            return String(buffer: try await request.collectBody(upTo: 1000))
        }
        return router
    }

    private func limits(_ change: (inout ServerLimits) -> Void = { _ in }) -> ServerLimits {
        var limits = ServerLimits()
        change(&limits)
        return limits
    }

    @Test("one call bounds an application's own server: a request that does not end is answered with 408")
    func slow() async throws {
        let limits = limits { $0.requestTime = .milliseconds(200) }
        try await withServer(router, .guarded(by: limits)) { port in
            for request in [
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\n\r\nab",
                "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n", "GET /hel",
            ] {
                let answer = try await exchange(request, port: port)
                #expect(answer.hasPrefix("HTTP/1.1 408 ") && answer.contains("Connection: close"), "\(answer)")
            }
        }
    }

    @Test("a connection on which nothing comes is closed without a word")
    func idle() async throws {
        try await withServer(router, .guarded(by: limits { $0.idleTime = .milliseconds(100) })) { port in
            let answer = try await exchange("", port: port)
            #expect(answer.isEmpty)
        }
    }

    @Test("requests that follow each other at once are answered in order, and one that is refused in its turn")
    func pipelined() async throws {
        try await withServer(router, .guarded()) { port in
            let first = "GET /hello HTTP/1.1\r\nHost: a\r\n\r\n"
            let answer = try await exchange(
                first + first + "GET /hello HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n" + first, port: port)
            let statuses = answer.split(separator: "HTTP/1.1 ").map { $0.prefix(3) }
            #expect(statuses == ["200", "200", "400"])
        }
    }

    @Test("an absolute target says the host, and HTTP/1.0 and `Connection: close` end the connection")
    func closing() async throws {
        try await withServer(router, .guarded()) { port in
            let request = "GET http://b.example/hello HTTP/1.1\r\nHost: a.example\r\nConnection: close\r\n\r\n"
            let answer = try await exchange(request, port: port)
            #expect(answer.hasSuffix("Hello b.example") && answer.contains("Connection: close"))
            let old = try await exchange("GET /hello HTTP/1.0\r\n\r\n", port: port)
            #expect(old.hasPrefix("HTTP/1.0 200 ") && old.hasSuffix("Hello "))
        }
    }

    @Test("whoever expects 100 gets it before the answer")
    func expectation() async throws {
        try await withServer(router, .guarded()) { port in
            let head = "POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n"
            let answer = try await exchange(head + "Connection: close\r\n\r\nab", port: port)
            #expect(answer.hasPrefix("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\n") && answer.hasSuffix("ab"))
        }
    }

    @Test("D1: headers and targets that are too large are answered with 431 and 414, bodies with 413")
    func large() async throws {
        try await withServer(router, .guarded()) { port in
            let many = String(repeating: "x", count: 40_000)
            let headers = try await exchange("GET /hello HTTP/1.1\r\nHost: a\r\nX: \(many)\r\n\r\n", port: port)
            #expect(headers.hasPrefix("HTTP/1.1 431 "))
            let target = try await exchange(
                "GET /\(many.prefix(9000)) HTTP/1.1\r\nHost: a\r\n\r\n", port: port)
            #expect(target.hasPrefix("HTTP/1.1 414 "))
            let body = try await exchange(
                "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 400000\r\n\r\n\(many)", port: port)
            #expect(body.hasPrefix("HTTP/1.1 413 "))
        }
    }
}
