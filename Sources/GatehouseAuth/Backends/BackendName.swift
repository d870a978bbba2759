/// The name of a backend: in settings, and where an application says which one a sign-in counts as.
///
/// An application names its own once, and the compiler knows the rest:
///
/// ```swift
/// extension BackendName {
///     static let apiKey: BackendName = "api-key"
/// }
/// let proof = try accounts.proof(of: user, backend: .apiKey)
/// ```
public struct BackendName: Sendable, Hashable, Comparable, ExpressibleByStringLiteral, CustomStringConvertible {
    /// The name: letters, digits and hyphens.
    public let text: String

    /// A backend of this name.
    public init(_ text: String) { self.text = text }
    /// A backend of the literal's name.
    public init(stringLiteral text: String) { self.init(text) }

    /// ``EmailPasswordBackend``.
    public static let emailPassword: BackendName = "email-password"
    /// ``EmailPasswordBackend`` that lets inactive accounts in, too.
    public static let emailPasswordAllUsers: BackendName = "email-password-all-users"
    /// ``RemoteHeaderBackend``.
    public static let remoteHeader: BackendName = "remote-header"

    /// The backends that come with Gatehouse.
    public static let builtIn: [BackendName] = [.emailPassword, .emailPasswordAllUsers, .remoteHeader]

    /// The name, as settings have it.
    public var description: String { text }
    /// By the names' texts, for lists in a steady order.
    public static func < (left: BackendName, right: BackendName) -> Bool { left.text < right.text }
}
