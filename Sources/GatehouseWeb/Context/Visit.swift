public import GatehouseAuth
public import GatehouseForms
public import GatehouseSessions
public import Hummingbird

/// What Gatehouse knows of one request: its session, its user, its form. Session and user are read when first asked
/// for.
///
/// On a route that stands before Gatehouse's middleware each of them is the same failure: 500, with a line in the log that
/// says where to add the route.
public final class Visit<User: Account>: Sendable {
    let state: VisitState

    /// A request of which nothing else is known yet.
    ///
    /// - Parameter address: the address at the other end of the connection, as `192.0.2.7`; nil when unknown.
    public init(address: String? = nil) { state = VisitState(address: address) }

    /// The address at the other end of the connection, as `192.0.2.7`; nil when unknown.
    public var address: String? { state.address }

    /// Who is signed in, or nil.
    ///
    /// - Throws: `StoreFailure` when a store fails, never nil for that.
    public var user: User? { get async throws { try await state.user() as? User } }

    /// Who is signed in, where somebody asked already.
    var knownUser: User? { state.knownUser as? User }

    /// The session.
    ///
    /// - Throws: `StoreFailure` when the store fails.
    public var session: Session { get async throws { try await state.session() } }

    /// From where the request comes: with the client's own address where a proxy that the site trusts tells it.
    public var client: Client { get throws { try state.client } }

    /// Leaves a message for the next page that is drawn: this one or, after a redirect, the one that follows.
    ///
    /// - Throws: 500 for a route that stands before the middleware, as all else here.
    public func addMessage(_ message: PageMessage) throws { try state.addMessage(message) }

    /// The groups of some names, read once a request.
    func groups(named names: [String]) async throws -> [AccountGroup] { try await state.groups(named: names) }

    /// Whether somebody signed in no longer ago than this.
    func isRecent(within time: Duration) async throws -> Bool { try await state.isRecent(within: time) }

    /// Whether all that an account can show was shown no longer ago than this.
    func isFresh(_ user: User, within time: Duration) async throws -> Bool {
        guard let accounts = try state.input.accounts as? Accounts<User> else { throw OutsideMiddlewareError() }
        return try await accounts.isFresh(try await session, of: user, within: time)
    }

    /// How sure it is who is signed in: 1, or 2 where methods of different kinds were shown.
    ///
    /// - Throws: `StoreFailure` when a store fails.
    public var level: Int { get async throws { try await state.level() } }

    /// Who has shown who they are in this session and must do something before they are signed in, or nil.
    ///
    /// - Throws: `StoreFailure` when a store fails.
    public var waiting: Waiting<User>? {
        get async throws {
            guard let accounts = try state.input.accounts as? Accounts<User> else { throw OutsideMiddlewareError() }
            return try await accounts.waiting(in: try await session)
        }
    }

    /// The form that a request sent, or the members of its JSON object; no fields where it sent none.
    ///
    /// - Throws: 413 for more bytes than ``WebSettings/maximumFormSize``; 400 for a body that is no form; 415 for a body
    ///   of a kind that is not read, such as `multipart/form-data`.
    public func formData(_ request: Request) async throws -> FormData {
        var request = request
        if let form = try await request.readForm(state, upTo: try state.input.maximumFormSize) { return form }
        guard case .none = BodyKind(request.headers) else { throw BodyKind.refusal }
        return FormData()
    }
}
