import Foundation
import Gatehouse
import GatehouseTesting
import HTTPTypes
import Hummingbird
import Testing

@testable import GatehouseIdentifiers

@Suite("Whose name is whose")
struct UserNameStoreTests {
    private typealias User = Keyed<UUID>

    @Test("UN1: of 64 requests on two instances that want one name, one gets it")
    func parallel() async throws {
        let mongo = try await TestMongo.settings(on: .replicaSet)
        let witness = Witness()
        @Sendable func configure(_ settings: inout GatehouseSettings) {
            witness.configure(&settings)
            settings.isInMemory = false
            settings.mongo = mongo
        }
        try await TestMongo.withClient(mongo) { client in
            try await TestSite.run(User.self, configure: configure, features: { UserNames() }) { first in
                try await TestSite.run(User.self, configure: configure, features: { UserNames() }) { second in
                    var browsers: [TestBrowser] = []
                    for number in 0..<64 {
                        let site = number % 2 == 0 ? first : second
                        browsers.append(try await site.signedIn("a\(number)@example.com"))
                        try await browsers[number].get("/security/username/")
                    }
                    let spellings = ["anna", "ANNA", "Anna", "ａnna"]
                    let answers = try await withThrowingTaskGroup(of: TestBrowser.Page.self) { group in
                        for (number, browser) in browsers.enumerated() {
                            group.addTask {
                                try await browser.submit(
                                    "/security/username/", ["username": spellings[number % 4]],
                                    headers: [.accept: "application/json"])
                            }
                        }
                        return try await group.reduce(into: []) { $0.append($1) }
                    }
                    #expect(answers.filter { $0.status == .ok }.count == 1)
                    let refused = answers.filter { $0.status == .unprocessableContent }
                    #expect(refused.count == 63 && refused.allSatisfy { $0.body.contains(#""code":"unique""#) })
                    #expect(try await client.collection("identifiers").count() == 1)
                }
            }
        }
    }

    private struct Ground {
        let accounts: Documents<User>
        let store: UserNameStore<User>
        let site: TestSite<GatehouseContext<User>>

        func account(_ email: String) async throws -> UUID {
            try #require(try await site.signUp(email).id)
        }
        func names(_ account: UUID) async throws -> [String] {
            try await store.names(of: account).compactMap(\.userName)
        }
    }

    private func withStore(_ body: (Ground) async throws -> Void) async throws {
        let witness = Witness()
        try await TestSite.run(
            User.self, in: .mongo(.standalone), configure: witness.configure, features: { UserNames() }
        ) { site in
            let accounts = site.gatehouse.accounts.documents
            try await body(
                Ground(
                    accounts: accounts,
                    store: UserNameStore(
                        in: site.gatehouse.database, accounts: accounts,
                        now: {
                            witness.advance(by: 1)
                            return witness.now
                        }), site: site))
        }
    }

    private func name(_ text: String) throws -> UserName { try #require(UserName(text)) }

    @Test("after a change that was interrupted an account signs in by both names, until the next change")
    func interrupted() async throws {
        try await withStore { ground in
            let anna = try await ground.account("anna@example.com")
            _ = try await ground.store.give(try name("anna"), to: anna)
            // What a crash leaves: the new one is there, and the old one was not freed.
            let taken = try #require(try await ground.store.names(of: anna).first).taken
            var second = Identifier(
                id: "username:annie", account: anna.keyText, shown: "Annie", taken: taken)
            try await ground.store.documents.insert(&second)
            for typed in ["anna", "annie"] {
                #expect(try await ground.site.browser().signIn(typed).location == "/index/")
            }
            let browser = try await ground.site.signedIn("anna@example.com")
            #expect(try await browser.get("/security/").body.contains("<bdi>Annie</bdi>"))
            try await browser.choose("annika")
            #expect(try await ground.names(anna) == ["annika"])
            for typed in ["anna", "annie"] {
                #expect(try await ground.site.browser().signIn(typed).status == .unprocessableContent)
            }
        }
    }

    @Test("an account that changes its name in many places at once keeps one")
    func changes() async throws {
        try await withStore { ground in
            let (anna, store) = (try await ground.account("anna@example.com"), ground.store)
            for round in 0..<8 {
                let names = try (0..<8).map { try name("anna\(($0 + round) % 5)") }
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for name in names {
                        group.addTask {
                            do {
                                _ = try await store.give(name, to: anna)
                            } catch let error as LifecycleError {
                                // Another one was later.
                                #expect(error.code == .gone)
                            }
                        }
                    }
                    try await group.waitForAll()
                }
                #expect(try await ground.names(anna).count == 1)
            }
            _ = try await ground.store.give(try name("annika"), to: anna)
            #expect(try await ground.names(anna) == ["annika"])
        }
    }

    @Test("a name that a deletion left behind is free for the next")
    func leftBehind() async throws {
        try await withStore { ground in
            let (anna, bob) = (
                try await ground.account("anna@example.com"), try await ground.account("bob@example.com")
            )
            _ = try await ground.store.give(try name("anna"), to: anna)
            await #expect(throws: InvalidInput.self) { _ = try await ground.store.give(try name("anna"), to: bob) }
            _ = try await ground.accounts.delete { $0.id == anna }
            #expect(try await ground.store.give(try name("anna"), to: bob))
            #expect(try await ground.names(bob) == ["anna"])
        }
    }

    @Test("an account that is deleted while it takes a name keeps none")
    func deleted() async throws {
        try await withStore { ground in
            let anna = try await ground.account("anna@example.com")
            _ = try await ground.accounts.delete { $0.id == anna }
            await #expect(throws: LifecycleError.self) { _ = try await ground.store.give(try name("anna"), to: anna) }
            #expect(try await ground.store.account(of: "anna") == nil)
            #expect(try await ground.store.documents.count() == 0)
        }
    }
}
