import GatehouseSessions
import GatehouseSigning

/// Counts a browser's visits in its session, for whatever speaks HTTP: the value of a cookie in, the answer out.
struct VisitCounter: Sendable {
    /// What a request is answered.
    struct Answer: Sendable, Hashable {
        /// How often this browser came.
        let visits: Int
        /// The cookie's new value; nil where the browser keeps the one it has.
        let cookie: String?
    }

    private let store: any SessionStore
    private let policy = SessionPolicy()

    /// Sessions of a store.
    init(_ store: any SessionStore) { self.store = store }

    /// Sessions in signed cookies: nothing is stored here.
    init(signedBy keys: SecretKeys) {
        self.init(SignedCookieSessionStore(keys: keys, policy: SessionPolicy()))
    }

    /// Answers a request.
    ///
    /// - Throws: `StoreFailure` when the store fails; `SessionError`.
    func answer(cookie: String?) async throws -> Answer {
        let session = try await LazySession(cookie: cookie, store: store, policy: policy).load()
        let visits = (session["visits", as: Int.self] ?? 0) + 1
        session["visits", as: Int.self] = visits
        let isNew = try await session.save()
        return Answer(visits: visits, cookie: isNew && session.token?.text != cookie ? session.token?.text : nil)
    }
}
