import HTTPTypes
import Hummingbird

/// Makes browsers known to the accounts that signed in with them, so that nobody else's tries lock their owners out; and
/// keeps browsers remembered whose owners asked for that.
struct KnownBrowserCookie: Sendable {
    let settings: WebSettings

    /// Seconds that a browser keeps it: a year, as long as it counts.
    static var age: Int { 31_536_000 }

    /// Gives the browser what it is to keep.
    func finish(_ response: inout Response, _ notes: AnswerNotes) {
        let (known, remembered) = (notes.knownBrowser, notes.rememberedBrowser)
        guard known != nil || remembered != nil else { return }
        if let known { response.set(settings.cookie(settings.knownBrowserCookieName, known, maxAge: Self.age)) }
        if let remembered {
            let age = Int(remembered.age.components.seconds)
            response.set(settings.cookie(settings.rememberedBrowserCookieName, remembered.text, maxAge: age))
        }
        // Nobody else is to get it from a shared cache.
        if response.headers[.cacheControl] == nil { response.headers[.cacheControl] = "no-store" }
    }
}
