import Foundation
import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo
import GatehouseSessions
import GatehouseTesting
import Testing

@Suite("Lifecycle: another password")
struct LifecyclePasswordTests {
    @Test("C8: the other sessions end; the one of the request stays, with a new token")
    func sessions() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com")
        let (mine, other) = (try await site.signIn(ada), try await site.signIn(ada))
        let session = try await site.session(mine)
        try await site.lifecycle.changePassword(
            current: "correct horse", new: "another horse", of: ada, keeping: session, client: client)
        // At once, before the request ends.
        #expect(try await site.sessions.sessions(of: "1", limit: 10).map(\.id) == [mine.id])
        try await session.save()
        let renewed = try #require(session.token)
        #expect(renewed != mine)
        #expect(try await site.user(renewed)?.id == ada.id)
        for old in [mine, other] { #expect(try await site.user(old) == nil) }
        #expect(site.mail.notices.map(\.kind) == [.passwordChanged])
        #expect(try await site.authenticate(ada.email, "another horse") != nil)
    }

    @Test("P8: without the current password nothing changes")
    func current() async throws {
        let site = try await LifecycleSite(Subscriber.self)
        let ada = try await site.add("ada@example.com")
        let browser = try await site.signIn(ada)
        for wrong in ["", "wrong"] {
            let error = await #expect(throws: LifecycleError.self) {
                try await site.lifecycle.changePassword(
                    current: wrong, new: "another horse", of: ada, client: client)
            }
            #expect(error?.code == .wrongPassword)
        }
        await #expect(throws: InvalidInput.self) {
            try await site.lifecycle.changePassword(current: "correct horse", new: "short", of: ada, client: client)
        }
        #expect(try await site.user(browser) != nil && site.mail.notices.isEmpty)
        #expect(try await site.find("ada@example.com")?.password == ada.password)
    }

    @Test("S5: tries at a form of the account count as those at sign-in do, on every path")
    func throttled() async throws {
        for path in 0..<3 {
            let site = try await LifecycleSite(Member.self)
            let ada = try await site.add("ada@example.com")
            func attempt(_ password: String) async throws {
                switch path {
                case 0:
                    try await site.lifecycle.changePassword(
                        current: password, new: "another horse", of: ada, client: client)
                case 1:
                    try await site.lifecycle.requestEmailChange(
                        to: "new@example.com", password: password, of: ada, client: client)
                default: try await site.lifecycle.requestDeletion(of: ada, password: password, client: client)
                }
            }
            for _ in 0..<5 { await #expect(throws: LifecycleError.self) { try await attempt("wrong") } }
            for password in ["wrong", "correct horse"] {
                await #expect(throws: ThrottledError.self) { try await attempt(password) }
            }
            #expect(site.hasher.calls.verified == 5)
            await #expect(throws: ThrottledError.self) { try await site.authenticate(ada.email, "correct horse") }
            #expect(try await site.authenticate(ada.email, "correct horse", from: "198.51.100.1") != nil)
            #expect(site.mail.notices.isEmpty)
        }
    }

    @Test("of two changes at a time one counts, and the other says so")
    func race() async throws {
        let site = try await LifecycleSite(Member.self)
        let ada = try await site.add("ada@example.com")
        try await site.lifecycle.changePassword(
            current: "correct horse", new: "horse battery 1", of: ada, client: client)
        let error = await #expect(throws: LifecycleError.self) {
            try await site.lifecycle.changePassword(
                current: "correct horse", new: "horse battery 2", of: ada, client: client)
        }
        #expect(error?.code == .gone)
        #expect(try await site.authenticate(ada.email, "horse battery 1") != nil)
    }
}
