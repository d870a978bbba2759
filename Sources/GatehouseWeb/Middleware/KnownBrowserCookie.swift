import HTTPTypes
import Hummingbird

/// Makes browsers known to the accounts that signed in with them, so that nobody else's tries lock their owners out.
struct KnownBrowserCookie: Sendable {
    let settings: WebSettings

    /// Seconds that a browser keeps it: a year, as long as it counts.
    static var age: Int { 31_536_000 }

    /// Gives the browser what it is to keep.
    func finish(_ response: inout Response, _ notes: AnswerNotes) {
        guard let value = notes.knownBrowser else { return }
        response.set(settings.cookie(settings.knownBrowserCookieName, value, maxAge: Self.age))
        // Nobody else is to get it from a shared cache.
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    }
}
