import GatehouseAuth
import GatehouseMessages

/// What is told of what happened, by the event's name.
enum ActivityWords {
    private static let words: [AccountEvent.Kind: Message.Words] = [
        .created: "The account was made",
        .signedIn: "Somebody signed in",
        .passwordChanged: "The password was changed",
        .newPasswordDemanded: "The site's operator asked for a new password",
        .emailVerified: "The email address was confirmed",
        .emailChanged: "The email address was changed",
        .sessionsRevoked: "Devices were signed out",
        .factorAdded: "A way to confirm sign-ins was added",
        .factorRemoved: "A way to confirm sign-ins was removed",
        .factorRefused: "Somebody got as far as the second factor, and did not show it",
        .factorsReset: "The site's operator removed all ways to confirm sign-ins",
        .recoveryCodesMade: "New recovery codes were made",
        .recoveryCodeUsed: "A recovery code was used",
        .browserRemembered: "A browser was remembered",
        .browsersForgotten: "Remembered browsers were forgotten",
        .deletionRequested: "Deletion of the account was requested",
        .deletionCancelled: "Deletion of the account was cancelled",
        .exported: "What is stored about the account was downloaded",
        // Of features that a site may have besides.
        AccountEvent.Kind("account.user-name-changed"): "The user name was changed",
        AccountEvent.Kind("account.claimed"): "The account was taken over by whoever reads its email",
    ]

    /// Whether an event is kept. Of what was refused, only a second factor is: whoever got that far has shown a first one.
    static func isNoted(_ event: AccountEvent) -> Bool {
        words[event.kind] != nil && (event.isSuccess || event.kind == .factorRefused)
    }

    /// In English; nil for a kind that is not kept.
    static func words(_ kind: String) -> Message.Words? { words[AccountEvent.Kind(kind)] }
}
