import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo
import GatehouseTesting
import Testing

@testable import GatehouseAuth

/// Accounts in a collection that another program reads strictly.
@Suite("Lifecycle: fields that another collection keeps")
struct LifecycleAsideTests {
    private func site() async throws -> (LifecycleSite<Subscriber>, DocumentDatabase) {
        let whole = DocumentDatabase.memory()
        let database = whole.keeping(FieldsAside(["email_verified_date"], in: "account_fields"), of: "subscribers")
        return (try await LifecycleSite(Subscriber.self, in: database), whole)
    }

    private func rows(_ whole: DocumentDatabase) async throws -> [BSONDocument] {
        try await whole.store("account_fields").find([:], .init())
    }

    @Test("a verified address leaves the document as it was, is exported, and goes with the account")
    func verify() async throws {
        let (site, whole) = try await site()
        let ada = try await site.add("ada@example.com")
        let before = try await whole.store("subscribers").find([:], .init())
        try await site.lifecycle.requestEmailVerification(of: ada, client: client)
        let token = try site.token(.emailVerification)
        let verified = try await site.lifecycle.confirmEmail(token: token, password: "correct horse", client: client)
        #expect(site.lifecycle.isEmailVerified(verified))
        #expect(try await whole.store("subscribers").find([:], .init()) == before)
        let found = try #require(try await site.find(ada.email))
        #expect(found.emailVerifiedDate == site.clock.now)
        let export = try await site.lifecycle.export(of: found)
        #expect(export["account"]?.document?["email_verified_date"] != nil)
        #expect(try await AccountAdministration(site.accounts, sessions: nil).delete(found) != nil)
        #expect(try await rows(whole).isEmpty)
    }

    @Test("many who follow links at once verify it once, and a verified account is not disowned")
    func once() async throws {
        let (site, whole) = try await site()
        let ada = try await site.add("ada@example.com")
        try await site.lifecycle.requestEmailVerification(of: ada, client: client)
        let token = try site.token(.emailVerification)
        try await site.lifecycle.requestEmailVerification(of: ada, client: client)
        let other = try site.token(.emailVerification)
        let count = try await winners(of: 20) { _ in
            try await site.lifecycle.confirmEmail(token: token, signedInAs: ada, client: client)
        }
        #expect(count == 1)
        await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.disownAccount(token: other, client: client)
        }
        #expect(try await site.find(ada.email) != nil)
        #expect(try await rows(whole).count == 1)
    }

    @Test("who was not verified can be disowned")
    func disown() async throws {
        let (site, _) = try await site()
        let ada = try await site.add("ada@example.com")
        try await site.lifecycle.requestEmailVerification(of: ada, client: client)
        try await site.lifecycle.disownAccount(token: try site.token(.emailVerification), client: client)
        #expect(try await site.find(ada.email) == nil)
    }

    @Test("what a deletion that was interrupted left is removed by the next, and nobody else's")
    func record() async throws {
        let (site, whole) = try await site()
        let record = AccountRecord<Subscriber>.aside(site.documents)
        _ = try await site.add("ada@example.com") { $0.emailVerifiedDate = Date() }
        _ = try await site.add("bob@example.com") { $0.emailVerifiedDate = Date() }
        _ = try await whole.store("subscribers").deleteMany(["_id": "ada@example.com"])
        try await record.erase("ada@example.com")
        try await record.erase("bob@example.com")
        #expect(try await rows(whole).compactMap { $0["_id"]?.string } == ["bob@example.com"])
    }
}
