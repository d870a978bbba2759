import Hummingbird

/// A message that one page leaves for the next, in a cookie that holds its name, not its words.
struct FlashMessage {
    private let name: String?

    private static let texts = ["account-created": "Your account was created. Sign in to go on."]

    static let accountCreated = FlashMessage(name: "account-created")

    private init(name: String?) { self.name = name }

    /// The message that a request brings, if any.
    init(_ request: Request, _ settings: WebSettings) {
        name = request.cookieValue(settings.messageCookieName).map(String.init)
    }

    /// What to show; nothing for names that are not ours.
    var texts: [String] { name.flatMap { Self.texts[$0] }.map { [$0] } ?? [] }

    /// Leaves the message for the next page, for a minute.
    func send(_ response: inout Response, _ settings: WebSettings) {
        guard let name else { return }
        response.set(settings.cookie(settings.messageCookieName, name, maxAge: 60))
    }

    /// Takes the message back once it was shown.
    func clear(_ response: inout Response, _ settings: WebSettings) {
        if name != nil { response.set(settings.cookie(settings.messageCookieName, "", maxAge: 0)) }
    }
}
