import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@Suite("Static files")
struct StaticFileTests {
    @Test("they are kept for ever under a name of their content, compressed where the browser takes it")
    func caching() async throws {
        try await withSite { _, router in
            let browser = TestBrowser(router)
            let found = try await browser.get("/signin/").body.firstMatch(of: #/href="(/static/gatehouse-[^"]+\.css)"/#)
            let path = String(try #require(found?.1))
            let plain = try await browser.get(path)
            #expect(plain.headers[.cacheControl] == "public, max-age=31536000, immutable")
            #expect(plain.headers[.contentEncoding] == nil && plain.body.contains("--accent"))
            #expect(plain.headers[.setCookie] == nil && plain.headers[.vary] == "Accept-Encoding")
            let packed = try await browser.get(path, headers: [.acceptEncoding: "gzip, deflate;q=0.5"])
            #expect(packed.headers[.contentEncoding] == "deflate")
            #expect(packed.body.utf8.count < plain.body.utf8.count)
            let refused = try await browser.get(path, headers: [.acceptEncoding: "deflate;q=0"])
            #expect(refused.headers[.contentEncoding] == nil)
            let tag = try #require(plain.headers[.eTag])
            let known = try await browser.get(path, headers: [.ifNoneMatch: tag])
            #expect(known.status == .notModified && known.body.isEmpty)
            #expect(try await browser.get("/static/gatehouse-000000000000.css").status == .notFound)
        }
    }
}
