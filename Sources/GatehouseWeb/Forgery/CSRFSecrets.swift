import GatehouseBase
import GatehouseSessions
import GatehouseSigning

/// Where a visitor's secret comes from: computed from the session's identifier, so that it changes when somebody signs in
/// and needs no place of its own; without a session, what the cookie holds.
struct VisitorSecrets {
    /// The secrets that the cookies hold, in the browser's order.
    let cookies: [String]
    let sessions: CSRFSecrets

    /// The secret for the pages of a visitor; nil for one who has none yet.
    func secret(_ session: SessionID?) -> String? { session.map(sessions.secret) ?? cookies.first }

    /// The secrets that a visitor's forms may have.
    ///
    /// - Parameters:
    ///   - session: what the browser's forms are bound to.
    ///   - carried: the secret of the page that was drawn when the session was made.
    ///   - isStored: whether there is a session; without one, those of the cookies count, too.
    func fits(_ secret: String, _ session: SessionID?, carried: String?, isStored: Bool) -> Bool {
        if let session, sessions.secrets(of: session).contains(where: { ConstantTime.equals($0, secret) }) {
            return true
        }
        if let carried, ConstantTime.equals(carried, secret) { return true }
        return !isStored && cookies.contains { ConstantTime.equals($0, secret) }
    }

    /// The member of a session that holds the secret of a page that was drawn before the session had its identifier.
    static var carriedKey: String { "_gatehouse_csrf" }
}

/// The CSRF secrets of sessions.
struct CSRFSecrets: Sendable {
    /// The first makes secrets; those of the others still count, so that forms survive a new secret key.
    private let keys: [SaltedHMAC.Key]

    init(keys: SecretKeys) {
        self.keys = keys.all.map { SaltedHMAC.Key(salt: "gatehouse.csrf", secret: $0) }
    }

    func secret(of session: SessionID) -> String { Self.secret(of: session, keys[0]) }

    func secrets(of session: SessionID) -> some Sequence<String> {
        keys.lazy.map { Self.secret(of: session, $0) }
    }

    private static func secret(of session: SessionID, _ key: SaltedHMAC.Key) -> String {
        let alphabet = RandomText.alphanumeric
        let code = key.code(for: session.bytes)
        return String(unsafeUninitializedCapacity: code.count) { text in
            for place in code.indices { text[place] = alphabet[Int(code[place]) % alphabet.count] }
            return code.count
        }
    }
}
