public import GatehouseAuth
import GatehouseBase
public import GatehouseDocuments
import GatehouseMessages
import GatehouseSessions
public import Hummingbird

extension PageContext {
    /// The key of whoever is signed in, or waits at the step of the gate whose page this is.
    ///
    /// - Throws: 401 where nobody does; `StoreFailure` when a store fails.
    public var ownerID: User.ID {
        get async throws {
            if let id = try await user?.id { return id }
            guard let waiting = try await visit.waiting, let id = waiting.user.id,
                waiting.step.path.utf8.elementsEqual(try visit.state.input.path.utf8)
            else { throw PageRefusal(.unauthenticated) }
            return id
        }
    }

    /// Takes a proof to the gate, and answers with the way to the page that the visitor wanted, or to the page of the step
    /// that is to be done first.
    ///
    /// - Parameter next: where the visitor wanted to go, as a path of the site; nil for the index page.
    /// - Throws: `StoreFailure` when a store fails.
    public func signIn(_ proof: Proof<User>, next: String? = nil) async throws -> Response {
        let outcome = try await site.accounts.signIn(proof, try await session, client: try visit.client)
        return try await finish(outcome, next: next)
    }

    /// Asks the gate again after a step was done, and goes on; to sign-in where nobody waits.
    ///
    /// - Throws: 401 for a program where nobody waits; `StoreFailure` when a store fails.
    public func continueSignIn(next: String? = nil) async throws -> Response {
        guard let outcome = try await site.accounts.continueSignIn(in: try await session, client: try visit.client)
        else {
            return try toSignIn()
        }
        return try await finish(outcome, next: next)
    }

    /// The same with messages, for a page of ours.
    func continueSignIn(_ messages: [PageMessage]) async throws -> Response {
        guard let outcome = try await site.accounts.continueSignIn(in: try await session, client: try visit.client)
        else {
            return goOn(to: renderer.settings.signInTarget, messages)
        }
        return try await finish(outcome, next: nil, messages)
    }

    /// Takes somebody to the gate who has just shown their password to a page other than sign-in: nobody types it twice.
    /// To the index page where somebody is signed in already, and where no backend takes passwords of such an account, as
    /// where it is not active yet.
    ///
    /// - Parameter isNew: whether it is the password of a sign-up, which the site's policy accepted.
    func signIn(
        _ user: User, password: String, isNew: Bool = false, next: String? = nil, _ messages: [PageMessage]
    ) async throws -> Response {
        guard try await self.user == nil,
            let proof = site.accounts.proof(of: user, password: password, isChecked: isNew)
        else {
            return done(paths.path(.index), messages)
        }
        let outcome = try await site.accounts.signIn(proof, try await session, client: try visit.client)
        return try await finish(outcome, next: next, messages)
    }

    /// For nobody, or somebody who does not wait any more: a browser goes to sign-in, a program gets 401.
    func toSignIn() throws -> Response {
        guard !request.wantsJSON, let way = try visit.state.input.signIn else { throw PageRefusal(.unauthenticated) }
        return SafeRedirect.response(to: way.address)
    }

    /// After the gate: to where the visitor wanted to go, or to the page of the step that is to be done first.
    ///
    /// - Parameter form: the text of a form that waits for the sign-in; nil for none, and for one in the session.
    func finish(
        _ outcome: SignInOutcome<User>, next: String?, _ messages: [PageMessage] = [], form: String? = nil
    ) async throws -> Response {
        let session = try await session
        switch outcome {
        case .signedIn(let user, let isKept):
            let messages = messages + (isKept ? [PageMessage(message: PageTexts.accountKept)] : [])
            let waiting = form ?? session.peek(KeptForm.sessionKey)
            session.remove(KeptForm.sessionKey)
            if !request.wantsJSON, let waiting = pages.waitingForm(waiting, for: user) {
                for message in messages { try visit.addMessage(message) }
                // The form is bound to the token that the browser gets with it.
                try await session.save()
                visit.state.forgetCSRFSecret()
                return try await pages.formAgain(waiting, [PageTexts.formKept], self)
            }
            return goOn(to: SafeRedirect.path(next, else: paths.path(.index)), messages)
        case .next(let step):
            let most = try visit.state.input.session.isInCookie ? KeptForms.mostInCookie : .max
            if let form, form.utf8.count <= most, pages.kept.form(form) != nil {
                try session.set(form, for: KeptForm.sessionKey)
            }
            return goOn(to: paths.link(step.path) + pages.query(next: next), messages, step: step.name)
        }
    }
}
