/// What pages say, in English; the catalogue has it in other languages.
enum PageTexts {
    static let signInFailed = "Email and password do not match."
    static let signInAgain = "Sign in again to go on."
    static let tooManySignUps = "Too many accounts were made from here. Try again later."
    static let tooManyMails = "Too many mails were asked for from here. Try again later."
    static let passwordsDiffer = "The two passwords do not match."
    static let wrongPassword = "The password is not right."
    static let accountCreated = "Your account was created. Sign in to go on."
    static let verificationSent = "We sent a mail to confirm your address."
    static let signUpMailSent = "We sent you a mail. Open the link in it to make your account."
    static let takenMeanwhile = "Somebody else took one of your values meanwhile. Sign up again with another."
    static let resetMailSent = "If there is an account with this address, we sent a mail to set a new password."
    static let passwordWasReset = "Your new password is set. Sign in to go on."
    static let passwordChanged = "Your password was changed. Other devices were signed out."
    static let emailVerified = "Your email address is confirmed."
    static let emailChangeSent = "We sent a mail to the new address. Open the link in it to change over."
    static let emailChanged = "Your email address was changed."
    static let changedMeanwhile = "The account was changed meanwhile. Try again."
    static let profileSaved = "Your profile was saved."
    static let deviceSignedOut = "The device was signed out."
    static let othersSignedOut = "All other devices were signed out."
    static let accountDeleted = "Your account was deleted."
    static let accountKept = "Your account is not deleted, because you signed in again."

    static func deletionPlanned(_ date: String) -> String {
        "Your account will be deleted on \(date). Sign in before then to keep it."
    }
}
