import HTTPTypes
public import Hummingbird

/// Brings messages from one page to the next.
public struct MessageMiddleware<Context: GatehouseRequestContext>: RouterMiddleware {
    let settings: WebSettings

    public func handle(
        _ request: Request, context: Context, next: (Request, Context) async throws -> Response
    ) async throws -> Response {
        let cookie = request.cookieValue(settings.messageCookieName)
        context.visit.state.bring(PageMessage.read(cookie, keys: settings.keys))
        var response = try await next(request, context)
        let (messages, areShown) = context.visit.state.messagesLeft
        if !messages.isEmpty {
            let value = PageMessage.cookieValue(messages, keys: settings.keys)
            response.set(settings.cookie(settings.messageCookieName, value, maxAge: PageMessage.maximumAge))
        } else if areShown, cookie != nil {
            response.set(settings.cookie(settings.messageCookieName, "", maxAge: 0))
        }
        return response
    }
}
