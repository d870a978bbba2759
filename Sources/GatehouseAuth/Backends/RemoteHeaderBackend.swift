public import GatehouseDocuments

/// Believes a proxy that has told already who somebody is: a header holds the e-mail address. Named `remote-header`.
///
/// It counts only when the request comes straight from a proxy that the site trusts, and only for a sign-in without
/// other credentials. The proxy must remove the header from what clients send. A session goes on when the header is not there
/// any more: sign-out ends it, not the proxy.
public struct RemoteHeaderBackend<User: Account>: AuthenticationBackend {
    /// The name of the header, unless another is set.
    public static var defaultHeader: String { "Remote-User" }

    private let documents: Documents<User>
    private let header: String

    /// Accounts of a collection, named by a header.
    public init(_ documents: Documents<User>, header: String = defaultHeader) {
        self.documents = documents
        self.header = header
    }

    /// `remote-header`.
    public var name: BackendName { .remoteHeader }
    /// How sessions name it: by its class, as Django does.
    public var sessionName: String { "gatehouse.RemoteHeaderBackend" }
    /// False: the header of a trusted proxy is all that it needs.
    public var needsCredentials: Bool { false }

    /// A trusted try for a request without credentials from a trusted proxy that sent the header; nil for others.
    public func attempt(_ credentials: Credentials, _ client: Client) -> AuthenticationAttempt? {
        credentials.isEmpty && client.isFromTrustedProxy && client.header(header) != nil ? .trusted : nil
    }

    /// Takes the active account whose address the header holds.
    ///
    /// - Throws: `MongoError`.
    public func authenticate(
        _ credentials: Credentials, _ client: Client
    ) async throws -> AuthenticationOutcome<User> {
        guard credentials.isEmpty, client.isFromTrustedProxy,
            let address = client.header(header).flatMap({ EmailAddress($0) }),
            let user = try await documents.find(email: address)
        else { return .declined }
        return user.isActive ? .accepted(user) : .declined(account: user.id)
    }

    /// The account of a key; nil where it is gone or not active.
    ///
    /// - Throws: `MongoError`.
    public func account(_ id: User.ID) async throws -> User? {
        guard let user = try await documents.find(id), user.isActive else { return nil }
        return user
    }
}
