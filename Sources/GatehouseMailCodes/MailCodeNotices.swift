import GatehouseAuth
import GatehouseMessages

extension AccountNotice.Kind {
    /// The code and the link by which somebody signs in.
    static let signInCode = AccountNotice.Kind("sign-in-code")
    /// The code of a second factor.
    static let factorCode = AccountNotice.Kind("factor-code")
    /// What was set before the address was confirmed is void.
    static let accountClaimed = AccountNotice.Kind("account-claimed")
}

/// What the mails say, in English.
enum MailCodeNotices {
    /// - Parameter path: of the page of the link.
    static func signIn(_ code: String, path: String) -> NoticeWords {
        NoticeWords(
            subject: "Your code to sign in",
            paragraphs: [
                "Enter this code in the browser in which you asked for it. It works once, for 10 minutes.",
                "Do not tell it to anybody. If you did not ask for it, you can ignore this email.",
            ], code: code, link: ("Sign in in the same browser", path))
    }

    /// - Parameter path: of the sign-in page; nil where it is off.
    static func usePassword(path: String?) -> NoticeWords {
        NoticeWords(
            subject: "Sign in with your password",
            paragraphs: [
                "Somebody wanted to sign in to your account by email. It asks for your password and for a code by email, so sign in with your password.",
                "If it was not you, you can ignore this email.",
            ], link: path.map { ("Sign in", $0) })
    }

    /// The code of a second factor.
    static func factor(_ code: String) -> NoticeWords {
        NoticeWords(
            subject: "Your code to sign in",
            paragraphs: [
                "Enter this code in the browser in which you asked for it. It works once, for 10 minutes.",
                "Do not tell it to anybody. If you did not ask for it, somebody else knows your password: set a new one.",
            ], code: code)
    }

    /// - Parameter path: of the page on which a code is asked for.
    static func claimed(path: String) -> NoticeWords {
        NoticeWords(
            subject: "Your email address is confirmed",
            paragraphs: [
                "You signed in by email for the first time, and nobody had confirmed this address before. Somebody else may have made the account, so its password and its second factors were removed, and its other devices were signed out.",
                "From now on, sign in with a code by email.",
            ], link: ("Sign in", path), isNews: true)
    }
}
