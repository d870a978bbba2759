import FeatureMembers
import Gatehouse
import GatehouseBase
import GatehouseTesting
import HTTPTypes
import Testing

@testable import GatehousePasskeys

@Suite("What browsers call the site")
struct RelyingPartyTests {
    private func site(_ origin: String?, id: String? = nil, related: [String] = []) throws -> RelyingParty? {
        var settings = WebSettings()
        settings.origin = origin
        return try RelyingParty(settings, id: id, related: related)
    }

    @Test("WA3: the id is the host of the origin in the settings, or a domain above it that they name")
    func ids() throws {
        #expect(try site("https://accounts.example.com:8443")?.id == "accounts.example.com")
        #expect(try site("https://accounts.example.com", id: "example.com")?.id == "example.com")
        let local = try #require(try site("http://127.0.0.1:8080"))
        #expect(local.id == "localhost" && local.origins == ["http://127.0.0.1:8080", "http://localhost:8080"])
        #expect(try site("http://[::1]:8080")?.origins.last == "http://localhost:8080")
        for origin in [nil, "https://192.0.2.7", "https://[2001:db8::1]"] { #expect(try site(origin) == nil) }
        for id in ["example.org", "ample.com", "com", ""] {
            #expect(throws: FeatureError.self) { try site("https://accounts.example.com", id: id) }
        }
    }

    @Test("related origins are told to browsers where the settings name them, and their pages may ask")
    func related() async throws {
        #expect(throws: FeatureError.self) { try site("https://a.example", related: ["http://b.example"]) }
        #expect(throws: FeatureError.self) { try site("https://a.example", related: ["https://b.example/"]) }
        try await withPasskeys(Passkeys(relatedOrigins: ["https://example.de"])) { site in
            let page = try await site.site.browser().get("/.well-known/webauthn")
            #expect(page.status == .ok && page.headers[.contentType] == "application/json")
            #expect(page.body == "{\"origins\":[\"http://localhost\",\"https://example.de\"]}", "\(page.body)")
            var (passkey, _) = try await site.withPasskey()
            passkey.origin = "https://example.de"
            #expect(try await site.signIn(passkey, in: site.site.browser()).headers[.location] == "/index/")
        }
        try await withPasskeys { site in
            let page = try await site.site.browser().get("/.well-known/webauthn")
            #expect(page.status == .notFound)
        }
    }
}
