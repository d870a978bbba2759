import Foundation
import Gatehouse
import GatehouseTesting
import Hummingbird
import Testing

/// What pages ask of the store, as the server counts it.
@Suite("Commands to the store")
struct StoreCommandTests {
    @Test("a signed-in page costs two reads and no write; those asked for together share them")
    func signedIn() async throws {
        try await withSite(server: .standalone) { gatehouse, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let alone = try await TestMongo.commands(on: gatehouse.mongo) {
                for _ in 0..<50 {
                    let page = try await browser.get("/index/")
                    #expect(page.status == .ok)
                }
            }
            #expect(alone == ["find sessions": 50, "find users": 50])
            let together = try await TestMongo.commands(on: gatehouse.mongo) {
                try await withThrowingTaskGroup(of: Int.self) { group in
                    for _ in 0..<200 { group.addTask { try await browser.get("/index/").status.code } }
                    for try await status in group { #expect(status == 200) }
                }
            }
            #expect(together.keys.sorted() == ["find sessions", "find users"])
            #expect(together.values.allSatisfy { $0 < 100 })
        }
    }

    @Test("a signed-in page costs no more where another collection keeps fields of the accounts")
    func aside() async throws {
        func keepsAside(_ settings: inout GatehouseSettings) {
            settings.fieldsAside = FieldsAside(["last_signin_date"], in: "account_fields")
        }
        try await withSite(server: .standalone, change: keepsAside) { gatehouse, router in
            let browser = TestBrowser(router)
            _ = try await browser.signUp()
            _ = try await browser.signIn()
            let asked = try await TestMongo.commands(on: gatehouse.mongo) {
                for _ in 0..<20 {
                    let page = try await browser.get("/index/")
                    #expect(page.status == .ok)
                }
            }
            #expect(asked == ["find sessions": 20, "aggregate users": 20])
            let user = try #require(try await gatehouse.accounts.find(email: "ada@example.com"))
            #expect(user.lastSigninDate != nil)
            let document = try await gatehouse.mongo.collection("users").findOne([:])
            #expect(document?["last_signin_date"] == nil)
        }
    }

    @Test("pages for nobody, static files and cookies that are none cost the store nothing")
    func anonymous() async throws {
        try await withSite(server: .standalone) { gatehouse, router in
            let browser = TestBrowser(router)
            let found = try await browser.get("/signin/").body.firstMatch(of: #/href="(/static/[^"]+)"/#)
            let stylesheet = String(try #require(found?.1))
            let counted = try await TestMongo.commands(on: gatehouse.mongo) {
                for path in ["/signin/", "/signup/", "/", "/healthz", stylesheet, "/nowhere"] {
                    try await browser.get(path)
                    try await browser.get(path, headers: [.cookie: "sessionid=none"])
                }
            }
            #expect(counted.isEmpty)
        }
    }
}
