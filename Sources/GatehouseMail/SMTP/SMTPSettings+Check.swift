import GatehouseBase

extension SMTPSettings {
    /// Makes sure that nothing slips into the protocol, and that no password goes over a network in the clear.
    func check() throws(SMTPSettingsError) {
        guard Self.isHost(host) else {
            throw SMTPSettingsError("The host of the mail server is neither a name in ASCII nor a number.")
        }
        guard (1...65535).contains(port) else {
            throw SMTPSettingsError("The port of the mail server is not between 1 and 65535.")
        }
        guard (username == nil) == (password == nil) else {
            throw SMTPSettingsError("The mail server needs user name and password, or neither.")
        }
        guard [username, password].allSatisfy({ Self.isPlain($0 ?? "x") }) else {
            throw SMTPSettingsError(
                "User name or password of the mail server is empty or holds a control character.")
        }
        guard username == nil || security != .unprotectedNone || isLoopback else {
            throw SMTPSettingsError(
                "The password of the mail server would go over the network in the clear: use STARTTLS or `smtps`.")
        }
        guard connectTimeout > .zero, timeout > .zero else {
            throw SMTPSettingsError("The timeouts of the mail server must be more than nothing.")
        }
        guard localName.map(Self.isHost) ?? true else {
            throw SMTPSettingsError("The name that we say hello with is no name of a host.")
        }
    }

    /// For the library: with the name we say hello with as its path.
    var url: String {
        let scheme = security == .tls ? "smtps" : "smtp"
        let name = localName.map { $0.contains(":") ? "[\($0)]" : $0 } ?? ""
        return "\(scheme)://\(host.contains(":") ? "[\(host)]" : host):\(port)/\(name)"
    }

    private var isLoopback: Bool {
        if ["localhost", "::1"].contains(host.lowercased()) { return true }
        // A name may begin with `127.` and be anywhere.
        let numbers = host.split(separator: ".", omittingEmptySubsequences: false).map { UInt8($0) }
        return numbers.count == 4 && numbers.first == 127 && numbers.allSatisfy { $0 != nil }
    }

    private static func isHost(_ text: String) -> Bool {
        let isNumber6 = text.utf8.contains(UInt8(ascii: ":"))
        let allowed = Set((isNumber6 ? "0123456789abcdefABCDEF:." : "-._").utf8)
        return (1...253).contains(text.utf8.count)
            && text.utf8.allSatisfy { allowed.contains($0) || (!isNumber6 && $0.isLetterOrDigit) }
    }

    private static func isPlain(_ text: String) -> Bool {
        !text.isEmpty && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }
}
