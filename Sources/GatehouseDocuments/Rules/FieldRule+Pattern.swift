import Foundation
public import GatehouseMessages

extension FieldRule where Value == String {
    /// The whole text matches a regular expression in ICU's syntax, as the attribute `pattern` of HTML has it.
    ///
    /// - Parameter message: what is told of one that does not match.
    /// - Precondition: the pattern is a regular expression.
    public static func pattern(_ pattern: String, _ message: Message = FieldMessages.invalid) -> FieldRule {
        let whole: NSRegularExpression
        do {
            whole = try NSRegularExpression(pattern: "\\A(?:\(pattern))\\z")
        } catch {
            preconditionFailure("\(pattern) is not a regular expression")
        }
        return FieldRule(
            describe: { $0.pattern = pattern },
            check: { text in
                let range = NSRange(text.startIndex..., in: text)
                return whole.firstMatch(in: text, range: range) == nil ? message : nil
            })
    }

    /// The address of a page: a scheme, a host of two labels or more, `localhost` or an IP address, and perhaps a port, a
    /// path and so on.
    ///
    /// - Parameter schemes: those allowed, in lower case; mongoengine's and Django's four by default.
    public static func url(schemes: [String] = ["http", "https", "ftp", "ftps"]) -> FieldRule {
        FieldRule(
            describe: { $0.isURL = true },
            check: { WebAddress.isValid($0, schemes: schemes) ? nil : FieldMessages.invalidURL })
    }
}

/// What an address of a page looks like.
enum WebAddress {
    /// The most bytes it has. Source: Django's URLValidator.
    static let maximumLength = 2048

    static func isValid(_ text: String, schemes: [String]) -> Bool {
        let isClean = text.unicodeScalars.allSatisfy { scalar in
            !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control
                && !"<>\"\\^`{|}".unicodeScalars.contains(scalar)
        }
        guard isClean, text.utf8.count <= maximumLength, let colon = text.range(of: "://") else { return false }
        guard schemes.contains(text[..<colon.lowerBound].lowercased()) else { return false }
        let rest = text[colon.upperBound...]
        let authority = rest.prefix { !"/?#".contains($0) }
        let hostAndPort = authority.split(separator: "@", omittingEmptySubsequences: false).last ?? ""
        guard let (host, port) = split(hostAndPort), isHost(host) else { return false }
        return port.map { UInt16($0) != nil && $0.utf8.allSatisfy { (0x30...0x39).contains($0) } } ?? true
    }

    /// The host, and what follows a colon.
    private static func split(_ text: Substring) -> (host: Substring, port: Substring?)? {
        if text.hasPrefix("[") {
            guard let end = text.firstIndex(of: "]") else { return nil }
            let rest = text[text.index(after: end)...]
            guard rest.isEmpty || rest.hasPrefix(":") else { return nil }
            return (text[...end], rest.isEmpty ? nil : rest.dropFirst())
        }
        guard let colon = text.firstIndex(of: ":") else { return (text, nil) }
        return (text[..<colon], text[text.index(after: colon)...])
    }

    private static func isHost(_ host: Substring) -> Bool {
        if host.hasPrefix("[") { return IPAddress.isVersion6(host.dropFirst().dropLast()) }
        if host.lowercased() == "localhost" || IPAddress.isVersion4(host) { return true }
        return EmailRules().isDomain(String(host)) && !(host.split(separator: ".").last ?? "").allSatisfy(\.isNumber)
    }
}
