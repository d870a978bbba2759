import GatehouseAuth
public import GatehouseMessages

extension Message.Code {
    /// The two passwords differ.
    public static let passwordMismatch: Self = "password_mismatch"
    /// Signing in again is needed.
    public static let signInAgain: Self = "sign_in_again"
    /// The account's address must be confirmed first.
    public static let emailUnverified: Self = "email_unverified"
    /// Somebody is signed in already.
    public static let alreadySignedIn: Self = "already_signed_in"
    /// The device is not signed in.
    public static let deviceUnknown: Self = "device_unknown"
    /// The request came from another site.
    public static let crossSite: Self = "cross_site"
    /// The form's token is not this visitor's.
    public static let csrfFailed: Self = "csrf_failed"
    /// The browser does not say which page sent the form.
    public static let refererMissing: Self = "referer_missing"
    /// The second factor is wrong, was used already, or is too old.
    public static let factorWrong: Self = "factor_wrong"
    /// The route threw Hummingbird's `HTTPError` with words of its own.
    public static let httpError: Self = "http_error"
    /// The site is not served under the name.
    public static let unknownHost: Self = "unknown_host"
}

/// What pages say, in English; the catalogue has it in other languages.
enum PageTexts {
    static let signInFailed = Message(.invalidLogin, "Email and password do not match.")
    static let signInByNameFailed = Message(.invalidLogin, "Incorrect email, user name or password.")
    static let factorWrong = Message(.factorWrong, "This code is not right, or was used already.")
    static let signInAgain: Message.Words = "Sign in again to go on."
    static let signInAgainToDoThis = Message(.signInAgain, "Sign in again to do this.")
    static let verifyFirst = Message(.emailUnverified, "Confirm your email address first.")
    static let alreadySignedIn = Message(.alreadySignedIn, "You are signed in already.")
    static let resetToSignIn = Message(.tooManyAttempts, "A password reset lets you sign in at once.")
    static let passwordsDiffer = Message(.passwordMismatch, "The two passwords do not match.")
    static let deviceUnknown = Message(.deviceUnknown, "This device is not signed in any more.")
    static let crossSite = Message(.crossSite, "The request came from another site.")
    static let formIsOld = Message(
        .csrfFailed, "The form is too old or not ours. Go back, reload the page, try again.")
    static let noReferer = Message(
        .refererMissing,
        "Your browser did not say which page the form is on. Let it send referrers to this site, then try again.")
    static let otherSession = Message(
        .csrfFailed,
        "You opened this form before you signed in or out, so nothing was done. Check what you entered, then send it again."
    )
    static let unknownHost = Message(.unknownHost, "This site is not served under this name.")
    static let sessionRenewed: Message.Words = "Your session was renewed while this was under way. Send it again."
    static let signInForForm: Message.Words = "Sign in to go on. What you entered is kept."
    static let unavailable: Message.Words =
        "The site cannot answer now. What you entered is kept: send it again in a few seconds."
    static let formKept: Message.Words = "You are signed in. Check what you entered, then send it again."

    static func signedInAs(_ email: String) -> Message.Words { "You are signed in as \(email)." }

    static let accountCreated = Message(.accountCreated, "Your account was created.")
    static let verificationSent = Message(.verificationMailSent, "We sent a mail to confirm your address.")
    static let signUpMailSent = Message(
        .signUpMailSent, "We sent you a mail. Open the link in it to make your account.")
    static let takenMeanwhile = Message(
        .takenMeanwhile, "Somebody else took one of your values meanwhile. Sign up again with another.")
    static let resetMailSent = Message(
        .resetMailSent, "If there is an account with this address, we sent a mail to set a new password.")
    static let passwordWasReset = Message(.passwordReset, "Your new password is set. Sign in to go on.")
    static let passwordChanged = Message(.passwordChanged, "Your password was changed. Other devices were signed out.")
    static let emailVerified = Message(.emailVerified, "Your email address is confirmed.")
    static let accountDisowned = Message(
        .accountDisowned, "The account that somebody else made with your address was removed.")
    static let emailChangeRejected = Message(
        .emailChangeRejected, "Your address is not used. The link does not work any more.")
    static let emailChangeSent = Message(
        .emailChangeMailSent, "We sent a mail to the new address. Open the link in it to change over.")
    static let emailChanged = Message(.emailChanged, "Your email address was changed.")
    static let profileSaved = Message(.profileSaved, "Your profile was saved.")
    static let deviceSignedOut = Message(.deviceSignedOut, "The device was signed out.")
    static let othersSignedOut = Message(.othersSignedOut, "All other devices were signed out.")
    static let browserForgotten = Message(.browserForgotten, "This browser is not remembered any more.")
    static let browsersForgotten = Message(.browsersForgotten, "No browser is remembered any more.")
    static let accountDeleted = Message(.accountDeleted, "Your account was deleted.")
    static let accountKept = Message(.accountKept, "Your account is not deleted, because you signed in again.")
    static let notVerifiedYet: Message.Words = "Your email address is not confirmed yet."

    static func deletionPlanned(_ date: String) -> Message {
        Message(.deletionScheduled, "Your account will be deleted on \(date). Sign in before then to keep it.")
    }

    /// What it means that an account remembers a browser.
    static func rememberHelp(days: Int) -> Message.Words {
        "For \(days) \(plural: days, "day", "days"), signing in here asks for your password alone. Don’t use this on a device that others use."
    }

    /// What was typed was for another account than the one that is signed in.
    static func signedInAlready(as email: String) -> Message.Words {
        "You are signed in as \(email). To use another account, sign out first."
    }

    static func deletionGrace(_ days: Int) -> Message.Words {
        "Your account and all that is stored about it will be deleted in \(days) \(plural: days, "day", "days"). Sign in before then to keep it."
    }

    /// Where a mail is that goes nowhere.
    static func mailLies(in location: String) -> Message {
        Message(.mailLocation, "No mail leaves this site in development: it lies in \(location).")
    }
}
