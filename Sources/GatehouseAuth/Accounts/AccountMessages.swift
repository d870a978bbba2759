public import GatehouseMessages

extension Message.Code {
    /// Nobody with these credentials may sign in.
    public static let invalidLogin: Self = "invalid_login"
    /// The password is not the account's.
    public static let wrongPassword: Self = "wrong_password"
    /// The address is the one that the account has already.
    public static let sameEmail: Self = "same_email"
    /// The link was used, is too old, or was never given.
    public static let linkExpired: Self = "link_expired"
    /// The account was changed by somebody else, or is gone.
    public static let accountChanged: Self = "account_changed"
    /// There were too many attempts at an account, or from one address.
    public static let tooManyAttempts: Self = "too_many_attempts"
    /// Too much was asked for from one address.
    public static let tooManyRequests: Self = "too_many_requests"
    /// The accounts of the site cannot do it.
    public static let unsupported: Self = "unsupported"
}

/// What accounts tell people.
package enum AccountMessages {
    /// Another account has the address.
    package static let emailTaken = Message(.taken, "Email is already registered")
    /// In a mail.
    static let factorsReset: Message.Words =
        "The site's operator removed all second factors from your account, and your devices were signed out."
    /// To somebody whose account is not active.
    static let mayNotSignIn = Message(.invalidLogin, "You cannot sign in with this account.")
    package static let wrongPassword = Message(.wrongPassword, "The password is not right.")
    static let sameEmail = Message(.sameEmail, "This is the address that you have.")
    package static let linkExpired = Message(.linkExpired, "The link is not good any more. Ask for a new one.")
    package static let changed = Message(.accountChanged, "The account was changed meanwhile. Try again.")
    static let tooManySignUps = Message(.tooManyRequests, "Too many accounts were made from here. Try again later.")
    static let tooManyMails = Message(.tooManyRequests, "Too many mails were asked for from here. Try again later.")
    static let unsupported = Message(.unsupported, "Accounts of this site cannot do that.")

    /// Says when to come again, in the largest unit that is not too coarse.
    static func tooManyAttempts(retryAfter seconds: Int) -> Message {
        let minutes = (seconds + 59) / 60
        let (hours, days) = ((minutes + 59) / 60, (minutes + 1439) / 1440)
        let words: Message.Words =
            switch minutes {
            case ..<120: "Too many attempts. Try again in \(minutes) \(plural: minutes, "minute", "minutes")."
            case ..<2880: "Too many attempts. Try again in \(hours) \(plural: hours, "hour", "hours")."
            default: "Too many attempts. Try again in \(days) \(plural: days, "day", "days")."
            }
        return Message(.tooManyAttempts, words)
    }
}
