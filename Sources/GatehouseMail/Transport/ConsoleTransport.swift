#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Shows mails instead of sending them: recipient, subject and text. For development only, as links in mails are secret.
public struct ConsoleTransport: MailTransport {
    private let print: @Sendable (String) -> Void

    /// A transport that prints.
    ///
    /// - Parameter print: gets a mail, of several lines; standard error unless given.
    public init(print: @escaping @Sendable (String) -> Void = Self.printToStandardError) { self.print = print }

    /// Prints the mail. What commands a terminal is left out.
    public func send(_ message: MailMessage) async throws {
        let text = Self.printable(message.text)
        print("Mail to \(message.to.address)\nSubject: \(message.subject)\n\n\(text)\n")
    }

    /// The output of the program.
    public var location: String? { "the output of the program" }

    /// Writes a text to standard error.
    public static func printToStandardError(_ text: String) {
        // One call, so that lines of others do not come between; what a full pipe does not take is lost.
        let bytes = Array(text.utf8)
        _ = bytes.withUnsafeBytes { write(STDERR_FILENO, $0.baseAddress, $0.count) }
    }

    /// Without what commands a terminal.
    private static func printable(_ text: String) -> String {
        String(
            String.UnicodeScalarView(
                text.unicodeScalars.filter { $0 == "\n" || $0 == "\t" || $0.properties.generalCategory != .control }))
    }
}
