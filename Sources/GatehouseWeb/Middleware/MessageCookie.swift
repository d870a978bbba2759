import GatehouseSigning
import HTTPTypes
import Hummingbird

/// Brings messages from one page to the next.
struct MessageCookie: Sendable {
    let settings: WebSettings
    private let keys: SecretKeys
    private let name: String

    init(settings: WebSettings, keys: SecretKeys) {
        self.settings = settings
        self.keys = keys
        name = settings.messageCookieName
    }

    /// Takes what the last page left; tells whether the browser has the cookie.
    func bring(_ request: Request, _ visit: VisitState) -> Bool {
        guard let cookie = request.cookieValue(name) else { return false }
        visit.bring(PageMessage.read(cookie, keys: keys))
        return true
    }

    /// Gives the browser what is left for the next page.
    func finish(_ response: inout Response, _ visit: VisitState, hasCookie: Bool) {
        let (messages, areShown) = visit.messagesLeft
        if !messages.isEmpty {
            let value = PageMessage.cookieValue(messages, keys: keys)
            response.set(settings.cookie(name, value, maxAge: PageMessage.maximumAge))
        } else if areShown, hasCookie {
            response.set(settings.cookie(name, "", maxAge: 0))
        }
    }
}
