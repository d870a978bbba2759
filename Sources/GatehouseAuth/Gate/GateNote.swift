import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a session holds of somebody who waits at the gate. It is nobody's sign-in: a Django beside the site does not know
/// the member, and sees an anonymous visitor.
struct GateNote: Codable, Sendable {
    /// The member of the session.
    static let key = "_gatehouse_waiting"
    /// How long somebody may take to do what is asked for; afterwards they sign in again.
    static let validity = Duration.seconds(900)

    /// The key, as text, of the account.
    var account: String
    /// How sessions name the backend.
    var backend: String
    /// The session hash of the account's password: a new password since then ends the wait.
    var hash: String
    /// What was shown, as ``MethodList`` writes it.
    var methods: String
    /// When the wait began, in whole seconds since 1970.
    var since: Int64

    func isOver(at now: Date) -> Bool {
        let age = now.timeIntervalSince1970 - Double(since)
        return age < -1 || age > Self.validity.inSeconds
    }
}

/// Methods and their times as one text: `pwd@1764230000 otp@1764230012`.
enum MethodList {
    static func text(_ methods: [ShownMethod]) -> String {
        methods.map { "\($0.method.name)@\(Int64($0.date.timeIntervalSince1970))" }.joined(separator: " ")
    }

    static func methods(_ text: String) -> [ShownMethod] {
        text.split(separator: " ").compactMap { part in
            let pieces = part.split(separator: "@")
            guard pieces.count == 2, let seconds = Int64(pieces[1]) else { return nil }
            return ShownMethod(
                AuthenticationMethod(String(pieces[0])), at: Date(timeIntervalSince1970: Double(seconds)))
        }
    }
}
