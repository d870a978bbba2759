import Foundation
import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo
import GatehouseSigning
import GatehouseTesting
import Testing

@Suite("Single-use tokens")
struct TokenTests {
    @Test("T1: of 100 who use one token at a time one gets it")
    func once() async throws {
        try await TestMongo.withClient { client in
            let tokens = SingleUseTokens(in: .mongo(client))
            _ = try await tokens.ensureIndexes()
            let text = try await tokens.issue(.passwordReset, for: "1", validFor: .seconds(3600))
            #expect(text.utf8.count == 43)
            let won = try await withThrowingTaskGroup(of: Bool.self) { group in
                for _ in 0..<100 { group.addTask { try await tokens.consume(text, for: .passwordReset) != nil } }
                return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
            }
            #expect(won == 1)
            let indexes = try await client.collection("tokens").listIndexes()
            #expect(indexes.contains { $0["expireAfterSeconds"]?.integer == 0 })
        }
    }

    @Test("T1: a token is good for one purpose, and stays when it is tried for another")
    func purpose() async throws {
        let tokens = SingleUseTokens(in: .memory())
        let text = try await tokens.issue(
            .emailChange, for: "ada@example.com", data: "new@example.com", validFor: .seconds(60))
        #expect(try await tokens.consume(text, for: .passwordReset) == nil)
        #expect(try await tokens.peek(text, for: .emailChange)?.data == "new@example.com")
        let token = try await tokens.consume(text, for: .emailChange)
        #expect(token?.account == "ada@example.com" && token?.data == "new@example.com")
        #expect(try await tokens.consume(text, for: .emailChange) == nil)
    }

    @Test("a token ends at its time, though the store still has it")
    func expiry() async throws {
        let clock = Clock()
        let tokens = SingleUseTokens(in: .memory(), now: { clock.now })
        let text = try await tokens.issue("my-purpose", for: nil, validFor: .seconds(60))
        clock.advance(by: 60)
        #expect(try await tokens.consume(text, for: "my-purpose") == nil)
    }

    @Test("E5: the store holds no token, only its SHA-256")
    func stored() async throws {
        try await TestMongo.withClient { client in
            let tokens = SingleUseTokens(in: .mongo(client))
            let text = try await tokens.issue(.invitation, for: nil, validFor: .seconds(60))
            let row = try #require(try await client.collection("tokens").findOne([:]))
            #expect(row["_id"]?.string?.utf8.count == 64)
            #expect(!String(decoding: row.bytes, as: UTF8.self).contains(text))
            for bad in ["", text.lowercased(), text + "=", String(text.dropLast())] {
                #expect(try await tokens.consume(bad, for: .invitation) == nil)
            }
        }
    }

    @Test("all tokens of an account for a purpose end together")
    func revoke() async throws {
        let tokens = SingleUseTokens(in: .memory())
        let mine = [
            try await tokens.issue(.passwordReset, for: "1", validFor: .seconds(60)),
            try await tokens.issue(.passwordReset, for: "1", validFor: .seconds(60)),
        ]
        let others = [
            (
                try await tokens.issue(.passwordReset, for: "2", validFor: .seconds(60)),
                SingleUseTokens.Purpose.passwordReset
            ),
            (try await tokens.issue(.invitation, for: "1", validFor: .seconds(60)), .invitation),
        ]
        #expect(try await tokens.revokeAll(.passwordReset, of: "1") == 2)
        for text in mine { #expect(try await tokens.consume(text, for: .passwordReset) == nil) }
        for (text, purpose) in others { #expect(try await tokens.consume(text, for: purpose) != nil) }
    }

    @Test("Django's links to reset a password die with the password and the last sign-in")
    func links() async throws {
        let site = Site()
        var ada = try await site.add("ada@example.com")
        let accounts = site.accounts()
        let links = PasswordResetLinks(accounts, tokens: PasswordResetTokens(keys: SecretKeys("a key for tests only")))
        let link = try #require(links.make(for: ada))
        #expect(try await links.account(link.account, token: link.token)?.id == ada.id)
        #expect(try await links.account(AccountKeyText.encode("2"), token: link.token) == nil)
        ada = try #require(
            try await accounts.signIn(try accounts.proof(of: ada), try await site.session()).user)
        #expect(try await links.account(link.account, token: link.token) == nil)
        let second = try #require(links.make(for: ada))
        #expect(try await accounts.setPassword("another horse", of: &ada))
        #expect(try await links.account(second.account, token: second.token) == nil)
    }
}
