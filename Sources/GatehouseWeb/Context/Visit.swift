public import GatehouseAuth
import GatehouseForms
public import GatehouseSessions
import Synchronization

/// What Gatehouse knows of one request: its session, its user, its form. The middleware fill it in.
public final class Visit<User: Account>: Sendable {
    private struct State {
        var session: Session?
        var user: User?
        var form: FormData?
        var csrfSecret: String?
        var needsCSRFCookie = false
        var isPersonal = false
    }
    private let state = Mutex(State())

    /// A request of which nothing is known yet.
    public init() {}

    /// Who is signed in, or nil.
    public internal(set) var user: User? {
        get {
            state.withLock {
                $0.isPersonal = true
                return $0.user
            }
        }
        set { state.withLock { $0.user = newValue } }
    }

    /// The session.
    ///
    /// - Precondition: the route lies behind Gatehouse's middleware.
    public internal(set) var session: Session {
        get {
            guard let session = state.withLock({ $0.session }) else {
                preconditionFailure("a route that uses the session must be added after addMiddleware(to:)")
            }
            return session
        }
        set { state.withLock { $0.session = newValue } }
    }

    /// The form that was sent, where the middleware read it.
    var form: FormData? {
        get { state.withLock { $0.form } }
        set { state.withLock { $0.form = newValue } }
    }

    /// The secret behind this request's CSRF tokens, once the middleware found or made it.
    var csrfSecret: String? {
        get { state.withLock { $0.csrfSecret } }
        set { state.withLock { $0.csrfSecret = newValue } }
    }

    /// Whether the page holds a token whose secret the browser must be given.
    var needsCSRFCookie: Bool {
        get { state.withLock { $0.needsCSRFCookie } }
        set { state.withLock { $0.needsCSRFCookie = newValue } }
    }

    /// Whether the answer depends on who asks.
    var isPersonal: Bool { state.withLock { $0.isPersonal || $0.needsCSRFCookie || $0.session?.isAccessed == true } }
}
