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

    public var name: BackendName { .remoteHeader }
    public var sessionName: String { "gatehouse.RemoteHeaderBackend" }
    public var needsCredentials: Bool { false }

    public func attempt(_ credentials: Credentials, _ client: Client) -> AuthenticationAttempt? {
        credentials.isEmpty && client.isFromTrustedProxy && client.header(header) != nil ? .trusted : nil
    }

    public func authenticate(
        _ credentials: Credentials, _ client: Client
    ) async throws -> AuthenticationOutcome<User> {
        guard credentials.isEmpty, client.isFromTrustedProxy,
            let address = client.header(header).flatMap({ EmailAddress($0) }),
            let user = try await documents.find(email: address)
        else { return .declined }
        return user.isActive ? .accepted(user) : .declined(account: user.id)
    }

    public func account(_ id: User.ID) async throws -> User? {
        guard let user = try await documents.find(id), user.isActive else { return nil }
        return user
    }
}
