import Foundation
import GatehousePasswords
import GatehouseTesting
import Testing

@testable import GatehouseAuth

@Suite("More passwords than can be hashed in time")
struct OverloadTests {
    /// A store that no refused work may ask.
    private struct Untouched: ThrottleStore {
        struct Asked: Error {}
        func take(_ bucket: String, _ rule: ThrottleRule, at now: Date) async throws -> ThrottleVerdict {
            throw Asked()
        }
        func giveBack(_ bucket: String) async throws { throw Asked() }
        func clear(_ bucket: String) async throws { throw Asked() }
    }

    /// Takes every place among the hashes for as long as the body runs.
    private func crowding(_ passwords: PasswordHashing, _ body: () async throws -> Void) async throws {
        var places: [HashingPlace] = []
        while let place = try? passwords.begin() { places.append(place) }
        try await body()
        for place in places { place.leave() }
    }

    @Test("R18: whatever needs a hash is refused before anything is read or counted")
    func refused() async throws {
        let site = try await LifecycleSite(Member.self, throttleStore: Untouched())
        let ada = try await site.add("ada@example.com")
        let (accounts, life) = (site.accounts, site.lifecycle)
        let draft = try await accounts.draft(email: "new@example.com", password: "correct horse")
        // Links and drafts that would be refused for themselves if anybody looked at them.
        let work: [(String, () async throws -> Void)] = [
            ("sign-in", { _ = try await accounts.authenticate(email: "a@example.com", password: "x", from: client) }),
            ("password asked for", { _ = try await accounts.verify("x", of: ada, client: client) }),
            ("sign-up", { _ = try await accounts.signUp(draft, client: client) }),
            ("sign-up of values", { _ = try await accounts.signUp(email: "", password: "", client: client) }),
            ("sign-up by mail", { try await life.beginSignUp(draft, client: client) }),
            ("link of a sign-up", { _ = try await life.confirmSignUp(token: "x", password: "x", client: client) }),
            ("reset", { try await life.resetPassword(token: "x", password: "x", client: client) }),
            ("change", { try await life.changePassword(current: "x", new: "x", of: ada, client: client) }),
            (
                "new password",
                {
                    var ada = ada
                    _ = try await accounts.setPassword("x", of: &ada)
                }
            ),
            ("link that verifies", { try await life.confirmEmail(token: "x", password: "x", client: client) }),
            ("link to an address", { try await life.confirmEmailChange(token: "x", password: "x", client: client) }),
            (
                "new address",
                { try await life.requestEmailChange(to: "b@example.com", password: "x", of: ada, client: client) }
            ),
            ("deletion", { _ = try await life.requestDeletion(of: ada, password: "x", client: client) }),
        ]
        try await crowding(accounts.passwords) {
            for (name, work) in work {
                let error = await #expect(throws: PasswordError.self, "\(name)") { try await work() }
                #expect(error?.code == .overloaded, "\(name)")
            }
        }
        #expect(site.seen.all.isEmpty)
        // What was refused left no place taken.
        for (name, work) in work {
            do {
                try await work()
                Issue.record("\(name) was done")
            } catch let error as PasswordError where error.code == .overloaded {
                Issue.record("\(name) is refused though nothing waits")
            } catch {}
        }
    }
}
