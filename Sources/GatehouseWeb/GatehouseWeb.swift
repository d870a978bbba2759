public import GatehouseAuth
public import GatehouseSessions
public import Hummingbird

/// The web side of a site: middleware that tells who makes a request, and the pages to sign up, in and out.
public struct GatehouseWeb<User: Account>: Sendable {
    let accounts: Accounts<User>
    let sessions: any SessionStore
    let renderer: PageRenderer
    let health: HealthPages
    /// Which routers have the pages.
    private let switches = Switches()

    /// The web side over accounts and sessions.
    ///
    /// - Parameter isReady: throws when the site's store does not answer or lacks its indexes.
    /// - Throws: when a template cannot be read.
    public init(
        accounts: Accounts<User>, sessions: any SessionStore, settings: WebSettings,
        isReady: @escaping @Sendable () async throws -> Void
    ) throws {
        self.accounts = accounts
        self.sessions = sessions
        renderer = try PageRenderer(settings: settings)
        health = HealthPages(check: isReady)
    }

    /// Adds the middleware, and the routes that need none of it: `/healthz`, `/readyz` and the stylesheet.
    ///
    /// Routes must be added after it to have a session and a user.
    public func addMiddleware<Context: GatehouseRequestContext>(to router: Router<Context>) where Context.User == User {
        let settings = renderer.settings
        router.addMiddleware {
            SecurityHeadersMiddleware(isHTTPS: settings.isHTTPS)
            ErrorPageMiddleware(renderer: renderer)
        }
        health.add(to: router)
        StaticFiles.add(to: router)
        router.addMiddleware {
            MethodMiddleware(allowed: AccountPages<Context>.methods, isOn: switches[router])
            SessionMiddleware(store: sessions, settings: settings)
            // Once more, so that a session is saved with an error of the visitor's, too.
            ErrorPageMiddleware(renderer: renderer)
            AuthenticationMiddleware(accounts: accounts)
            CSRFMiddleware(settings: settings)
        }
    }

    /// Adds `/`, `/index/`, `/signin/`, `/signup/` and `/signout/`.
    public func addPages<Context: GatehouseRequestContext>(to router: Router<Context>) where Context.User == User {
        switches[router].set()
        AccountPages<Context>(accounts: accounts, renderer: renderer).add(to: router)
    }
}
