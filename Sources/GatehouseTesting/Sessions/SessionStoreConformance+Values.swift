import Foundation
import GatehouseBSON
import GatehouseSessions

extension SessionStoreConformance {
    static var tokenChecks: [Check] {
        [
            Check("a token's text is one that cookies carry, and leads back to the token") { store in
                let token = try await store.create(record())
                let allowed = CharacterSet(charactersIn: "!"..."~").subtracting(CharacterSet(charactersIn: "\",;\\"))
                try expect(token.text.unicodeScalars.allSatisfy(allowed.contains), "the text is not safe in a cookie")
                try expect(store.token(of: token.text) == token, "the text leads to another token")
                try expect(store.token(of: token.text)?.id == token.id, "the text leads to another identifier")
            },
            Check("C3: texts that cannot be tokens are none") { store in
                for text in [
                    "", "$", "short", String(repeating: "a", count: 8192), "a\u{0}bcdefghijk", "x\r\ny=zzzzzzz",
                ] {
                    try expect(store.token(of: text) == nil, "\(text.utf8.count) bytes were taken for a token")
                }
            },
            Check("C1: tokens differ, and hold 128 random bits or more") { store in
                var texts: Set<String> = []
                for _ in 0..<20 { texts.insert(try await store.create(record()).text) }
                try expect(texts.count == 20, "two sessions got one token")
                if store.canRevoke {
                    try expect(texts.allSatisfy { $0.utf8.count >= 22 }, "a token is too short for 128 bits")
                }
            },
            Check("C2: a token that was never given out finds nothing, and nothing is made for it") { store in
                guard store.canRevoke else { return }
                let issued = try await store.create(record())
                // Turned around it has the form of a token, and is none.
                let text = String(issued.text.reversed())
                guard let unknown = store.token(of: text), unknown != issued else { return }
                try expect(try await store.load(unknown) == nil, "a session was found")
                try expect(try await store.update(unknown, changes(["x": 1])) == nil, "a change was taken")
                try expect(try await store.replace(unknown, changes(["x": 1])) == nil, "it got a new token")
                try await store.delete(unknown)
                try expect(try await store.load(unknown) == nil, "a session was made")
            },
        ]
    }

    static var valueChecks: [Check] {
        [
            Check("a session comes back as it was stored") { store in
                let record = record(values, account: account())
                let token = try await store.create(record)
                let found = try require(try await store.load(token), "it was not found")
                for member in record.data {
                    try expect(
                        found.data[member.key] == member.value, "the value of \(member.key) came back as another")
                }
                try expect(found.data.count == record.data.count, "there are \(found.data.count) keys")
                try expect(found.account == record.account, "the account is another")
                try expect(found.createdAt == record.createdAt, "the date it was made is another")
                try expect(found.expiresAt >= record.createdAt, "it has ended")
            },
            Check("keys may hold anything, and count by their bytes") { store in
                var data: SessionData = [:]
                for key in oddKeys { data[key] = .string(key) }
                let token = try await store.create(record(data))
                var set: SessionData = [:]
                for key in oddKeys.dropLast(3) { set[key] = .string(key + "!") }
                let last = try require(
                    try await store.update(token, changes(set, unset: Array(oddKeys.suffix(3)))), "it was not found")
                let found = try require(try await store.load(last), "it was not found").data
                for key in oddKeys.dropLast(3) {
                    try expect(found[key] == .string(key + "!"), "the value of key \(key.debugDescription) is lost")
                }
                for key in oddKeys.suffix(3) {
                    try expect(found[key] == nil, "the key \(key.debugDescription) was not removed")
                }
                try expect(found.count == oddKeys.count - 3, "there are \(found.count) keys")
            },
        ]
    }
}
