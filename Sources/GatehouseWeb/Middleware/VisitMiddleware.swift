import HTTPTypes
import Hummingbird

/// What every route with a visitor lies behind: checks of the request, its session and its user, errors as pages.
///
/// It is one middleware and not seven: each of them costs every request more than what it does.
struct VisitMiddleware<Context: GatehouseRequestContext>: RouterMiddleware {
    let hosts: HostCheck
    let methods: MethodCheck
    let sessions: SessionStep
    let messages: MessageCookie
    let csrf: CSRFCheck
    let knownBrowsers: KnownBrowserCookie
    let later: AfterAnswers
    let errors: ErrorPages
    let keeping: FormKeeping<Context.User>
    let accounts: any VisitAccounts

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        try hosts.check(request)
        try methods.check(request)
        let visit = context.visit.state
        visit.begin(
            sessions.input(request, visit, context.logger, csrf: csrf.secrets(request), accounts: accounts))
        let hasMessages = messages.bring(request, visit)
        var response: Response
        var request = request
        do {
            if csrf.isNeeded(request) {
                try await csrf.check(
                    &request, visit, isOurs: methods.isPage(request.uri.path), upTo: context.maxUploadSize)
            }
            response = try await next(request, context)
        } catch {
            // Here, too, so that a session is saved with an error of the visitor's.
            // Where that fails, the error is told as any other.
            if let kept = try? await keeping.response(to: error, request, context) {
                errors.log(error, context.logger)
                response = kept
            } else {
                response = try errors.response(to: error, request, context)
            }
        }
        csrf.finish(&response, visit)
        messages.finish(&response, visit, hasCookie: hasMessages)
        try await sessions.finish(&response, visit)
        if let notes = visit.answerNotes {
            knownBrowsers.finish(&response, notes)
            await later.hold(notes.work, for: &response)
        }
        return response
    }
}

/// What every route lies behind: errors as pages, and the headers that all answers have.
struct AnswerMiddleware<Context: RequestContext>: RouterMiddleware {
    let headers: SecurityHeaders
    let errors: ErrorPages

    func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        var response: Response
        do {
            response = try await next(request, context)
        } catch {
            response = try errors.response(to: error, request, context)
        }
        headers.add(to: &response)
        return response
    }
}
