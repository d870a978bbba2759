import GatehouseAuth
import GatehouseDocuments
import GatehouseMessages

/// What a mail says: the words of a kind of notice, in English.
struct MailWords {
    let subject: Message.Words
    let paragraphs: [Message.Words]
    /// What the link does; nil where there is none.
    let action: Message.Words?
    private let page: PageName?
    /// What stands below the page's path.
    private let suffix: String?
    private let ownPath: String?

    init(_ notice: AccountNotice) {
        suffix = notice.token.map { token in (notice.way.map { "\($0)/" } ?? "") + "\(token)/" }
        if let words = notice.words {
            (subject, paragraphs) = (words.subject, words.paragraphs)
            (action, page, ownPath) = (words.link?.action, nil, words.link?.path)
            return
        }
        ownPath = nil
        let date = notice.date.map(ShownDate.moment) ?? ""
        let ignore: Message.Words = "If it was not you, you need not do anything."
        let until: Message.Words = "The link works once, until \(date) (UTC)."
        switch notice.kind {
        case .signUpConfirmation:
            subject = "Confirm your email address"
            paragraphs = ["Somebody wants to make an account with this address.", until, ignore]
            (action, page) = ("Make my account", .signUp)
        case .alreadyRegistered:
            subject = "You already have an account"
            paragraphs = [
                "Somebody wanted to use this address for an account, and it has one already. Sign in, or set a new password if you forgot it.",
                ignore,
            ]
            (action, page) = ("Sign in", .signIn)
        case .emailVerification:
            subject = "Confirm your email address"
            paragraphs = [
                "Please confirm that this email address is yours.", until,
                "If you did not make an account, open the link and say that it wasn't you. The account is removed then.",
            ]
            (action, page) = ("Confirm my address", .emailVerification)
        case .passwordReset:
            subject = "Set a new password"
            paragraphs = ["Somebody asked to set a new password for your account.", until, ignore]
            (action, page) = ("Set a new password", .passwordReset)
        case .passwordChanged:
            subject = "Your password was changed"
            paragraphs = [
                "The password of your account was changed, and other devices were signed out.",
                "If it was not you, set a new password at once.",
            ]
            (action, page) = ("Set a new password", .passwordReset)
        case .securityChanged:
            subject = "The security of your account changed"
            paragraphs = [
                notice.change ?? "", "If it was not you, set a new password at once.",
            ]
            (action, page) = ("Set a new password", .passwordReset)
        case .emailChangeConfirmation:
            subject = "Confirm your new email address"
            paragraphs = ["Somebody wants to give an account this address.", until, ignore]
            (action, page) = ("Use this address", .emailChange)
        case .emailChanged:
            subject = "Your email address was changed"
            paragraphs = [
                "Your account has another address now: \(notice.email.map(EmailAddress.shown) ?? "").",
                "If it was not you, write to the site's operator at once.",
            ]
            (action, page) = (nil, nil)
        case .deletionScheduled:
            subject = "Your account will be deleted"
            paragraphs = [
                "Your account and all that is stored about it will be deleted on \(date) (UTC).",
                "Sign in before then to keep it.",
            ]
            (action, page) = ("Sign in", .signIn)
        case .deleted:
            subject = "Your account was deleted"
            paragraphs = ["Your account and all that was stored about it were deleted."]
            (action, page) = (nil, nil)
        default:
            subject = "News of your account"
            paragraphs = []
            (action, page) = (nil, nil)
        }
    }

    /// Where the link leads on the site; nil where there is none, or its page is off.
    func path(_ pages: PagePaths) -> String? {
        guard let page else { return ownPath }
        guard let path = pages[page] else { return nil }
        guard let suffix else { return path }
        return PagePaths.below(path, suffix)
    }
}
