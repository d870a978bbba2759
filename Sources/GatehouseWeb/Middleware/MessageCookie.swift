import GatehouseSessions
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
        let cookies = request.cookieValues(name)
        guard !cookies.isEmpty else { return false }
        // An older one may stand before what the last page left.
        let messages = cookies.prefix(LazySession.mostCookies).lazy.map { PageMessage.read($0, keys: keys) }
        visit.bring(messages.first { !$0.isEmpty } ?? [])
        return true
    }

    /// Gives the browser what is left for the next page.
    func finish(_ response: inout Response, _ visit: VisitState, hasCookie: Bool) {
        let (messages, areShown) = visit.messagesLeft
        if !messages.isEmpty {
            let value = PageMessage.cookieValue(messages, keys: keys)
            response.set(settings.cookie(name, value, maxAge: Int(PageMessage.maximumAge.components.seconds)))
        } else if areShown, hasCookie {
            response.set(settings.cookie(name, "", maxAge: 0))
        }
    }
}
