import Foundation
import GatehouseBSON
import GatehouseSessions

extension SessionStoreConformance {
    /// A session that was made now, in whole seconds, which all formats can hold.
    static func record(_ data: SessionData = ["a": 1], account: String? = nil, endsIn seconds: Double = 86_400)
        -> SessionRecord
    {
        let now = now()
        var data = data
        // Django's formats know the account by this member alone.
        if let account { data["_auth_user_id"] = .string(account) }
        return SessionRecord(
            data: data, account: account, createdAt: now, lastSeenAt: now, expiresAt: now.addingTimeInterval(seconds))
    }

    static func changes(_ set: SessionData = [:], unset: [String] = []) -> SessionChanges {
        var changes = SessionChanges(lastSeenAt: now(), expiresAt: now().addingTimeInterval(86_400))
        changes.set = set
        changes.unset = unset
        return changes
    }

    static func signIn(_ account: String, at date: Date = now()) -> SessionChanges {
        var changes = changes(["_auth_user_id": .string(account)])
        changes.signIn = SessionChanges.SignIn(account: account, date: date)
        return changes
    }

    static func now() -> Date { Date(timeIntervalSince1970: Date().timeIntervalSince1970.rounded(.down)) }

    /// An account that no other check uses.
    static func account() -> String { "conformance-\(UUID().uuidString)" }

    /// Keys that updates, paths and formats may take for something else.
    static let oddKeys = [
        "a.b", "$set", "%2E", "", "é", "e\u{301}", "a\u{0}b", "%", ".\u{301}", "%25", "_id", "0", "a b", "\"", "日本",
        "👩‍👩‍👧", "\u{7F}", "data", String(repeating: "k", count: 300),
    ]

    /// Values of all kinds that Codable types become.
    static let values: SessionData = [
        "text": "täxt\u{0}\n\"😀", "empty": "", "zero": 0, "negative": -7, "large": .int64(9_007_199_254_740_993),
        "least": .int64(.min), "most": .int64(.max), "real": 1.5, "whole": .double(1),
        "tiny": .double(.leastNonzeroMagnitude),
        "true": true, "false": false, "null": .null, "list": [1, "two", [3.5, .null], ["four": 4]], "nothing": [],
        "deep": ["a": ["b": ["c": ["d.e": [true]]]]], "hollow": [:], "date": .datetime(milliseconds: 1_700_000_000_123),
        "old": .datetime(milliseconds: -1), "bytes": .binary(BSONBinary([0, 255, 1])),
        "id": .objectID(ObjectID()),
    ]
}
