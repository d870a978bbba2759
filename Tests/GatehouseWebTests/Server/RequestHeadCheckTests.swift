import NIOHTTP1
import Testing

@testable import GatehouseWeb

@Suite("Heads of requests")
struct RequestHeadCheckTests {
    private func verdict(
        _ headers: [(String, String)], of uri: String = "/signin/", method: HTTPMethod = .GET,
        version: HTTPVersion = .http1_1, prefix: String = ""
    ) -> RequestHeadCheck.Verdict {
        let head = HTTPRequestHead(version: version, method: method, uri: uri, headers: HTTPHeaders(headers))
        return RequestHeadCheck(maximumTargetSize: 100, pathPrefix: prefix).verdict(on: head)
    }

    private func taken(_ verdict: RequestHeadCheck.Verdict) throws -> RequestHeadCheck.Taken {
        guard case .taken(let taken) = verdict else { throw Refused() }
        return taken
    }
    private struct Refused: Error {}

    @Test(
        "what could be read in two ways is refused with 400",
        arguments: [
            [("Host", "a.example"), ("Host", "b.example")], [("Host", "a.example"), ("Host", "a.example")], [],
            [("Host", "a b")], [("Host", "a.example/x")], [("Host", "a.example@b.example")],
            [("Host", "a.example"), ("Transfer-Encoding", "gzip, chunked")],
            [("Host", "a.example"), ("Transfer-Encoding", "chunked"), ("Transfer-Encoding", "chunked")],
            [("Host", "a.example"), ("Transfer-Encoding", "identity")],
            [("Host", "a.example"), ("Transfer-Encoding", "chunked"), ("Content-Length", "3")],
            [("Host", "a.example"), ("Content-Length", "3"), ("Content-Length", "3")],
        ])
    func ambiguous(headers: [(String, String)]) { #expect(verdict(headers) == .refused(.badRequest)) }

    @Test("one coding `chunked` is taken, in any case")
    func chunked() throws {
        _ = try taken(verdict([("Host", "a.example"), ("Transfer-Encoding", "Chunked")]))
    }

    @Test("HTTP/1.0 needs no host, knows no chunks, and its connection ends")
    func old() throws {
        #expect(try taken(verdict([], version: .http1_0)).isLast)
        #expect(try taken(verdict([("Connection", "keep-alive")], version: .http1_0)).isLast)
        #expect(verdict([("Transfer-Encoding", "chunked")], version: .http1_0) == .refused(.badRequest))
        #expect(!(try taken(verdict([("Expect", "100-continue")], version: .http1_0)).expectsContinue))
    }

    @Test("an absolute target's authority goes before the Host")
    func absolute() throws {
        let head = try taken(verdict([("Host", "other.example")], of: "HTTP://Accounts.example:81/signin/?next=/x"))
            .head
        #expect(head.uri == "/signin/?next=/x" && head.headers["host"] == ["Accounts.example:81"])
        #expect(try taken(verdict([("Host", "b.example")], of: "http://a.example")).head.uri == "/")
        #expect(try taken(verdict([("Host", "b.example")], of: "http://a.example?x=1")).head.uri == "/?x=1")
        for target in ["http://a.example@b.example/", "http:///x", "ftp://a.example/", "signin/", "a.example:80", "*"] {
            #expect(verdict([("Host", "a.example")], of: target) == .refused(.badRequest), "\(target)")
        }
        _ = try taken(verdict([("Host", "a.example")], of: "*", method: .OPTIONS))
    }

    @Test("100-continue is noted, other expectations are refused")
    func expectations() throws {
        #expect(try taken(verdict([("Host", "a.example"), ("Expect", "100-Continue")])).expectsContinue)
        #expect(verdict([("Host", "a.example"), ("Expect", "more")]) == .refused(.expectationFailed))
    }

    @Test("nothing follows a request that closes, or that asks for another protocol")
    func lasts() throws {
        #expect(!(try taken(verdict([("Host", "a.example")])).isLast))
        #expect(try taken(verdict([("Host", "a.example"), ("Connection", "Close")])).isLast)
        #expect(try taken(verdict([("Host", "a.example"), ("Upgrade", "h2c")])).isLast)
        #expect(verdict([("Host", "a.example")], of: "a.example:443", method: .CONNECT) == .refused(.notImplemented))
    }

    @Test("a target that is too long is refused with 414")
    func long() {
        let path = "/" + String(repeating: "x", count: 100)
        #expect(verdict([("Host", "a.example")], of: path) == .refused(.uriTooLong))
    }

    @Test("a path of the site gets the prefix once, an address of another site never")
    func links() {
        var paths = PagePaths()
        paths.prefix = "/accounts"
        let links = [
            "/": "/accounts/", "/signin/?next=/x": "/accounts/signin/?next=/x", "/accounts/x": "/accounts/x",
            "/accounts": "/accounts", "/accountsx/": "/accounts/accountsx/", "//b.example/x": "//b.example/x",
            "https://b.example/x": "https://b.example/x",
        ]
        for (path, link) in links { #expect(paths.link(path) == link, "\(path)") }
        #expect(PagePaths().link("/signin/") == "/signin/" && PagePaths().link("https://b/") == "https://b/")
    }

    @Test("the prefix of paths is taken away where a proxy left it, and nowhere else")
    func prefix() throws {
        let paths = [
            "/accounts/signin/?a=b": "/signin/?a=b", "/accounts": "/", "/accounts?a=b": "/?a=b", "/accounts/": "/",
            "/signin/": "/signin/", "/accountsx/": "/accountsx/", "http://a.example/accounts/x": "/x",
        ]
        for (path, expected) in paths {
            let head = try taken(verdict([("Host", "a.example")], of: path, prefix: "/accounts")).head
            #expect(head.uri == expected, "\(path)")
        }
    }
}
