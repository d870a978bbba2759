import Foundation
import GatehouseBSON
import GatehouseSessions

extension SessionStoreConformance {
    static var directoryChecks: [Check] {
        [
            directory("C8: an account's sessions are listed, the one used last first") { store in
                let account = account()
                var old = record(account: account)
                old.lastSeenAt.addTimeInterval(-100)
                old.expiresAt.addTimeInterval(-100)
                let first = try await store.create(old)
                let second = try await store.create(record(account: account))
                _ = try await store.create(record(account: self.account()))
                _ = try await store.create(record())
                let listed = try await store.sessions(of: account, limit: 100)
                try expect(listed.map(\.id) == [second.id, first.id], "\(listed.count) are listed")
                try expect(listed.allSatisfy { $0.account == account }, "the account is another")
                try expect(
                    try await store.sessions(of: account, limit: 1).map(\.id) == [second.id], "the limit is not kept")
                let all = Set(try await store.sessions(of: nil, limit: 100_000).map(\.id))
                try expect(all.isSuperset(of: [first.id, second.id]), "not all are listed")
            },
            directory("C8: a session that follows a sign-in is listed for the account") { store in
                let account = account()
                let token = try await store.create(record())
                let new = try require(try await store.replace(token, signIn(account)), "it was not found")
                try expect(try await store.sessions(of: account, limit: 10).map(\.id) == [new.id], "it is not listed")
            },
            directory("C8: one session is ended by its identifier") { store in
                let account = account()
                let token = try await store.create(record(account: account))
                let other = try await store.create(record(account: account))
                try expect(try await store.revoke(token.id), "it was not found")
                try expect(try await !store.revoke(token.id), "it was found twice")
                try expect(try await store.load(token) == nil, "it still counts")
                try expect(try await store.load(other) != nil, "another one ended")
                try expect(
                    try await store.sessions(of: account, limit: 10).map(\.id) == [other.id], "it is still listed")
            },
            directory("C8: all sessions of an account but one are ended") { store in
                let account = account()
                var tokens: [SessionToken] = []
                for _ in 0..<5 { tokens.append(try await store.create(record(account: account))) }
                let stranger = try await store.create(record(account: self.account()))
                let ended = try await store.revokeAll(of: account, except: tokens[2].id)
                try expect(ended == 4, "\(ended) ended")
                for token in tokens {
                    try expect((try await store.load(token) != nil) == (token == tokens[2]), "the wrong one ended")
                }
                try expect(try await store.revokeAll(of: account, except: nil) == 1, "the last one did not end")
                try expect(try await store.load(stranger) != nil, "somebody else's ended")
            },
            directory("sessions that ended are cleared, and no others") { store in
                let account = account()
                let living = try await store.create(record(account: account))
                var dead = record(account: account, endsIn: -3600)
                dead.lastSeenAt.addTimeInterval(-86_400 * 30)
                dead.createdAt = dead.lastSeenAt
                let ended = try await store.create(dead)
                _ = try await store.clearExpired(before: now().addingTimeInterval(-1))
                let listed = try await store.sessions(of: account, limit: 10).map(\.id)
                try expect(listed == [living.id], "\(listed.count) are left")
                try expect(try await store.load(ended) == nil, "it still counts")
            },
        ]
    }

    private static func directory(
        _ name: String, _ body: @escaping @Sendable (any SessionDirectory) async throws -> Void
    ) -> Check {
        Check(name) { store in
            if let directory = store as? any SessionDirectory { try await body(directory) }
        }
    }
}
