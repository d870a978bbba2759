import GatehouseBSON
package import GatehouseBase

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// What a session in one of Django's formats holds, as its JSON: members that nobody changes keep every digit and their
/// places. What Django has no place for lies in a member of our own.
package struct DjangoContent: Sendable {
    /// The members of the JSON object.
    package private(set) var members: [JSONValue.Member]

    /// The member of our own: when the session was made and last used, from where, and a secret of its own.
    private static let notesKey = "_gatehouse"
    /// The member by which Django knows who is signed in.
    private static let accountKey = "_auth_user_id"

    package init(_ members: [JSONValue.Member]) { self.members = members }

    /// A new session.
    ///
    /// - Throws: `BSONError` when a value has no form in JSON.
    package init(_ record: SessionRecord, secret: String? = nil) throws {
        members = []
        for member in record.data { set(member.key, try JSONValue(member.value)) }
        note(
            createdAt: record.createdAt, lastSeenAt: record.lastSeenAt, client: record.client,
            secret: secret.map(JSONValue.string))
    }

    /// The secret that stays the same as long as the session keeps its token.
    var secret: String? { notes?["secret"]?.string }

    private var notes: JSONValue? { self[Self.notesKey] }

    private subscript(name: String) -> JSONValue? { JSONValue.object(members)[name] }

    private mutating func set(_ name: String, _ value: JSONValue?) {
        let place = members.firstIndex { $0.name.utf8.elementsEqual(name.utf8) }
        switch (place, value) {
        case (let place?, let value?): members[place].value = value
        case (let place?, nil): members.remove(at: place)
        case (nil, let value?): members.append(JSONValue.Member(name, value))
        case (nil, nil): break
        }
    }

    private mutating func note(createdAt: Date, lastSeenAt: Date, client: SessionClient, secret: JSONValue?) {
        func milliseconds(_ date: Date) -> JSONValue {
            .integer(String(Int((date.timeIntervalSince1970 * 1000).rounded(.down))))
        }
        var notes: [JSONValue.Member] = [
            JSONValue.Member("created", milliseconds(createdAt)), JSONValue.Member("seen", milliseconds(lastSeenAt)),
        ]
        if let address = client.address { notes.append(JSONValue.Member("address", .string(address))) }
        if let agent = client.userAgent { notes.append(JSONValue.Member("agent", .string(agent))) }
        if let secret { notes.append(JSONValue.Member("secret", secret)) }
        set(Self.notesKey, .object(notes))
    }

    private func date(_ name: String) -> Date? {
        guard let milliseconds = notes?[name]?.integer, milliseconds.magnitude < 1 << 53 else { return nil }
        return Date(timeIntervalSince1970: Double(milliseconds) / 1000)
    }

    private var client: SessionClient {
        SessionClient(address: notes?["address"]?.string, userAgent: notes?["agent"]?.string)
    }

    /// The record of the session.
    ///
    /// - Parameters:
    ///   - expiresAt: when the row says that it ends.
    ///   - policy: for how long a use counts, which is how the last use is known where Django wrote last.
    /// - Throws: `BSONError` when a key inside a value holds a NUL.
    package func record(expiresAt: Date, _ policy: SessionPolicy) throws -> SessionRecord {
        let values = SessionData(
            try members.filter { !$0.name.utf8.elementsEqual(Self.notesKey.utf8) }.map {
                SessionData.Member($0.name, try BSONValue($0.value))
            })
        let expiry = policy.expiry(of: values)
        var lastSeenAt = date("seen")
        if expiry?.date == nil {
            let used = expiresAt.addingTimeInterval(-(expiry?.idleSeconds ?? policy.ageSeconds))
            lastSeenAt = max(lastSeenAt ?? used, used)
        }
        // Of a session of Django's that ends at a date nobody knows when it was used: the first request notes it.
        let seen =
            lastSeenAt
            ?? policy.now().addingTimeInterval(-min(policy.ageSeconds, policy.touchInterval(for: policy.ageSeconds)))
        return SessionRecord(
            data: values, account: self[Self.accountKey].flatMap(Self.text), createdAt: date("created") ?? seen,
            lastSeenAt: seen, expiresAt: expiresAt, client: client)
    }

    /// Puts changes into the members they name.
    ///
    /// - Throws: `BSONError` when a value has no form in JSON.
    package mutating func apply(_ changes: SessionChanges, secret: String? = nil) throws {
        for member in changes.set { set(member.key, try JSONValue(member.value)) }
        for key in changes.unset { set(key, nil) }
        note(
            createdAt: changes.signIn?.date ?? date("created") ?? changes.lastSeenAt, lastSeenAt: changes.lastSeenAt,
            client: changes.client ?? client, secret: secret.map(JSONValue.string) ?? notes?["secret"])
    }

    /// The account, which Django holds as text; some write a number.
    private static func text(_ value: JSONValue) -> String? {
        switch value {
        case .string(let text): text
        case .integer(let digits): digits
        default: nil
        }
    }
}
