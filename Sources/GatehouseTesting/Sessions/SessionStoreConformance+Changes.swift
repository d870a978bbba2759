import Foundation
import GatehouseBSON
import GatehouseSessions

extension SessionStoreConformance {
    static var changeChecks: [Check] {
        [
            Check("an update changes the keys it names, the dates, and nothing else") { store in
                let token = try await store.create(record(["kept": "x", "changed": 1, "removed": true]))
                let changes = changes(["changed": [2], "added": 3], unset: ["removed", "never there"])
                let last = try require(try await store.update(token, changes), "it was not found")
                let found = try require(try await store.load(last), "it was not found")
                try expect(
                    found.data == ["kept": "x", "changed": [2], "added": 3], "it holds the keys \(found.data.keys)")
                try expect(found.lastSeenAt == changes.lastSeenAt, "the last use is not noted")
            },
            Check("a use without a change keeps the values") { store in
                let token = try await store.create(record(["kept": "x"]))
                let last = try require(try await store.update(token, changes()), "it was not found")
                try expect(try await store.load(last)?.data == ["kept": "x"], "the values changed")
            },
            Check("S7: a new token keeps the values, notes who signed in, and ends the old token") { store in
                let token = try await store.create(record(["kept": "x", "gone": 1]))
                let account = account()
                let start = now().addingTimeInterval(-3600)
                var changes = signIn(account, at: start)
                changes.unset = ["gone"]
                let new = try require(try await store.replace(token, changes), "it was not found")
                let found = try require(try await store.load(new), "it was not found under the new token")
                try expect(
                    found.data == ["kept": "x", "_auth_user_id": .string(account)],
                    "it holds the keys \(found.data.keys)")
                try expect(found.account == account, "the account is not noted")
                try expect(found.createdAt == start, "its life does not start anew")
                guard store.canRevoke else { return }
                try expect(new != token && new.id != token.id, "the token is the old one")
                try expect(isEnded(try await store.load(token)), "the old token still counts")
                try expect(try await store.update(token, changes) == nil, "the old token still takes changes")
            },
            Check("C13: what is left of a replaced token lets nobody in, and is in no list") { store in
                guard store.canRevoke else { return }
                let account = account()
                let token = try await store.create(record(account: account))
                let new = try require(try await store.replace(token, signIn(account)), "it was not found")
                let left = try await store.load(token)
                try expect(isEnded(left), "the old token still counts")
                if let left {
                    let end = try require(left.replacedAt, "it is not said when").addingTimeInterval(10)
                    try expect(left.expiresAt <= end, "it stays for longer than ten seconds")
                }
                try expect(try await store.replace(token, changes()) == nil, "it got another token")
                guard let directory = store as? any SessionDirectory else { return }
                for owner in [account, nil] {
                    let listed = try await directory.sessions(of: owner, limit: 100_000).map(\.id)
                    try expect(listed.contains(new.id) && !listed.contains(token.id), "the list is another")
                }
                try expect(try await !directory.revoke(token.id), "it was ended like a session")
                try expect(try await directory.revokeAll(of: account, except: nil) == 1, "it was ended like a session")
            },
            Check("of many who ask for a new token at once one gets it") { store in
                guard store.canRevoke else { return }
                let token = try await store.create(record())
                let tokens = try await inParallel(10) {
                    try await store.replace(token, changes(["n": .integer(Int64($0))]))
                }
                try expect(tokens.compactMap(\.self).count == 1, "\(tokens.compactMap(\.self).count) got one")
            },
            Check("R8: parallel updates keep each other's keys") { store in
                guard store.canRevoke else { return }
                let token = try await store.create(record())
                let results = try await inParallel(40) {
                    try await store.update(token, changes(["key \($0)": .integer(Int64($0))]))
                }
                try expect(results.allSatisfy { $0 == token }, "an update did not find the session")
                let found = try require(try await store.load(token), "it was not found").data
                for number in 0..<40 {
                    try expect(found["key \(number)"] == .integer(Int64(number)), "a key is lost")
                }
            },
            Check("R8: what is written beside a new token is in it, or was refused") { store in
                guard store.canRevoke else { return }
                for _ in 0..<10 {
                    let token = try await store.create(record())
                    async let written = store.update(token, changes(["late": 1]))
                    async let new = store.replace(token, changes(["new": 1]))
                    let (isWritten, last) = try await (written != nil, new)
                    let found = try require(try await store.load(try require(last, "it was not found")), "it is lost")
                    try expect(found.data["new"] == 1, "the change made with the new token is lost")
                    try expect((found.data["late"] == 1) == isWritten, "a change was taken and is lost")
                    try expect(isEnded(try await store.load(token)), "the old token counts again")
                }
            },
            Check("C6: a late update never brings a removed session back") { store in
                guard store.canRevoke else { return }
                for _ in 0..<10 {
                    let token = try await store.create(record())
                    async let written = store.update(token, changes(["late": 1]))
                    async let deleted: Void = store.delete(token)
                    _ = try await (written, deleted)
                    try expect(try await store.load(token) == nil, "it is there again")
                    try expect(try await store.update(token, changes(["later": 1])) == nil, "it takes changes")
                    try expect(try await store.replace(token, changes()) == nil, "it gets a new token")
                    try expect(try await store.load(token) == nil, "it is there again")
                    try await store.delete(token)
                }
            },
        ]
    }

    /// Whether a token leads to no session: to nothing, or to the note that it was replaced.
    private static func isEnded(_ record: SessionRecord?) -> Bool {
        guard let record else { return true }
        return record.replacedAt != nil && record.data.isEmpty && record.account == nil
    }
}
