import GatehouseAuth
import GatehouseForms
import HTTPTypes
import Hummingbird

/// The pages of the site: index, sign-in, sign-up and sign-out.
struct AccountPages<Context: GatehouseRequestContext>: Sendable {
    typealias User = Context.User

    let accounts: Accounts<User>
    let renderer: PageRenderer
    var settings: WebSettings { renderer.settings }

    private var signInFields: [FormField] {
        SignInForm.fields(areRequired: accounts.backends.allSatisfy(\.needsCredentials))
    }

    static var indexPath: String { "/index/" }
    static var signInPath: String { "/signin/" }

    /// The methods of each page.
    static var methods: [String: [HTTPRequest.Method]] {
        [
            "": [.get, .head], "index": [.get, .head], "signin": [.get, .head, .post], "signup": [.get, .head, .post],
            "signout": [.post],
        ]
    }

    func add(to routes: some RouterMethods<Context>) {
        show("/", routes) { _, _ in SafeRedirect.response(to: Self.indexPath) }
        show("/index/", routes, index)
        show("/signin/", routes, showSignIn)
        show("/signup/", routes, showSignUp)
        routes.post("/signin/", use: signIn)
        routes.post("/signup/", use: signUp)
        routes.post("/signout/", use: signOut)
    }

    private func show(
        _ path: RouterPath, _ routes: some RouterMethods<Context>,
        _ page: @escaping @Sendable (Request, Context) async throws -> Response
    ) {
        routes.get(path, use: page)
        routes.head(path) { try await page($0, $1).createHeadResponse() }
    }

    @Sendable private func index(_ request: Request, _ context: Context) async throws -> Response {
        guard let user = try await context.user else { return SafeRedirect.response(to: Self.signInPath) }
        return try await renderer.page("index", ["user": UserView.model(of: user)], for: context.visit)
    }

    @Sendable private func showSignIn(_ request: Request, _ context: Context) async throws -> Response {
        let query = try FormData(urlEncoded: (request.uri.query ?? "").utf8)
        let (next, isAgain) = (try query.single("next"), try query.single("again") == "1")
        let user = try await context.user
        guard user == nil || isAgain else { return SafeRedirect.response(to: Self.indexPath) }
        let message = FlashMessage(request, settings)
        var form = BoundForm(signInFields)
        if let user { form["email"] = user.email }
        var response = try await signInPage(
            form, next: next, isAgain: isAgain, context,
            messages: message.texts + (user == nil ? [] : [SignInForm.again]))
        message.clear(&response, settings)
        return response
    }

    @Sendable private func signIn(_ request: Request, _ context: Context) async throws -> Response {
        var request = request
        let data = try await request.readForm(context.visit, upTo: settings.maximumFormSize) ?? FormData()
        let (next, isAgain) = (try data.single("next"), try data.single("again") == "1")
        let isSignedIn = try await context.user != nil
        guard !isSignedIn || isAgain else { return SafeRedirect.response(to: Self.indexPath) }
        var form = try BoundForm(signInFields, data)
        let client = context.visit.client
        let found = try await Unavailable.guarding("accounts", context.logger) {
            try await accounts.authenticate(SignInForm.credentials(form), client)
        }
        guard var found else {
            form.addFormError(SignInForm.failure)
            return try await signInPage(form, status: .badRequest, next: next, isAgain: isAgain, context)
        }
        let session = try await context.session
        try await Unavailable.guarding("accounts", context.logger) {
            try await accounts.signIn(&found, session, request: client)
        }
        return SafeRedirect.response(to: SafeRedirect.path(next, else: Self.indexPath))
    }

    private func signInPage(
        _ form: BoundForm, status: HTTPResponse.Status = .ok, next: String?, isAgain: Bool, _ context: Context,
        messages: [String] = []
    ) async throws -> Response {
        var model: [String: Any] = ["form": form.viewModel]
        if isAgain { model["again"] = true }
        if let next { model["next"] = ["next": SafeRedirect.path(next, else: Self.indexPath)] }
        return try await renderer.page("signin", status: status, model, for: context.visit, messages: messages)
    }

    @Sendable private func showSignUp(_ request: Request, _ context: Context) async throws -> Response {
        guard try await context.user == nil else { return SafeRedirect.response(to: Self.indexPath) }
        let form = BoundForm(SignUpForm.fields(for: User.self, help: accounts.passwordHelp))
        return try await renderer.page("signup", ["form": form.viewModel], for: context.visit)
    }

    @Sendable private func signUp(_ request: Request, _ context: Context) async throws -> Response {
        guard try await context.user == nil else { return SafeRedirect.response(to: Self.indexPath) }
        var request = request
        let data = try await request.readForm(context.visit, upTo: settings.maximumFormSize) ?? FormData()
        var form = try BoundForm(SignUpForm.fields(for: User.self, help: accounts.passwordHelp), data)
        SignUpForm.capitalizeNames(&form)
        let isMade: Bool
        do {
            isMade = try await makeAccount(&form, context)
        } catch let error as ThrottledError {
            form.addFormError(SignUpForm.throttled)
            var response = try await renderer.page(
                "signup", status: .tooManyRequests, ["form": form.viewModel], for: context.visit)
            response.headers[.retryAfter] = String(error.retryAfter)
            return response
        }
        guard isMade else {
            return try await renderer.page("signup", status: .badRequest, ["form": form.viewModel], for: context.visit)
        }
        var response = SafeRedirect.response(to: Self.indexPath)
        FlashMessage.accountCreated.send(&response, settings)
        return response
    }

    /// Makes the account, or puts the failures into the form.
    private func makeAccount(_ form: inout BoundForm, _ context: Context) async throws -> Bool {
        let (email, password) = (form["email"], form["password"])
        let fields = Dictionary(uniqueKeysWithValues: form.fields.map { ($0.name, form[$0.name]) })
        form.add(try await accounts.signUpFailures(email: email, password: password, fields: fields))
        if !password.utf8.elementsEqual(form["password_retype"].utf8) {
            form.add(SignUpForm.passwordsDiffer, to: "password_retype")
        }
        guard form.isValid else { return false }
        do {
            _ = try await Unavailable.guarding("accounts", context.logger) {
                try await accounts.signUp(
                    email: email, password: password, fields: fields, request: context.visit.client)
            }
        } catch let error as SignUpError {
            form.add(error.failures)
        }
        return form.isValid
    }

    @Sendable private func signOut(_ request: Request, _ context: Context) async throws -> Response {
        let session = try await context.session
        try await Unavailable.guarding("sessions", context.logger) {
            try await accounts.signOut(session, request: context.visit.client)
        }
        return SafeRedirect.response(to: "/")
    }
}
