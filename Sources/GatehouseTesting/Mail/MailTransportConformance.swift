public import GatehouseMail

/// What every transport of mails must do, to run over a transport of your own.
///
/// ```swift
/// @Test(arguments: MailTransportConformance.checks)
/// func conformance(check: MailTransportConformance.Check) async throws {
///     let office = PostOffice()
///     try await check.run(over: .init(PostOffice(server.url), unreachable: PostOffice("http://127.0.0.1:1")) {
///         try await server.letters
///     })
/// }
/// ```
///
/// Each check ends both transports, so each needs new ones.
public enum MailTransportConformance {
    /// One thing that a transport must do.
    public typealias Check = ConformanceCheck<Subject>

    /// A transport, and what can be seen of its mails.
    public struct Subject: Sendable {
        let transport: any MailTransport
        let unreachable: any MailTransport
        let arrived: @Sendable () async throws -> [String]

        /// A transport to check.
        ///
        /// - Parameters:
        ///   - transport: new, with nothing sent so far.
        ///   - unreachable: one whose other end is not there: a port where nobody listens, a folder that cannot be made.
        ///   - arrived: what has come to the other end, a text for each mail, as it arrived: with its recipient, its subject
        ///     and its bodies. Quoted-printable may stay; base64 must be undone.
        public init(
            _ transport: any MailTransport, unreachable: any MailTransport,
            arrived: @escaping @Sendable () async throws -> [String]
        ) {
            self.transport = transport
            self.unreachable = unreachable
            self.arrived = arrived
        }

        /// How often a mail has arrived, by a mark in it.
        func count(_ mark: String) async throws -> Int { try await arrived().count { $0.contains(mark) } }
    }

    /// All checks.
    public static let checks: [Check] = arrivalChecks + failureChecks
}
