import GatehouseBase
import GatehouseDocuments
import GatehouseSigning

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// An app that is about to be added: its key and its secret, which the form keeps, sealed, until a right password shows
/// that the app has it. Nothing is stored before (TO5).
public struct AppEnrolment: Sendable {
    /// How long a form is good.
    static let validity = Duration.seconds(900)

    let app: String
    /// What the app has to learn.
    public let password: OneTimePassword
    let since: Int64

    /// A new one.
    init(at date: Date) {
        app = RandomText.make(count: 22)
        password = OneTimePassword(secret: RandomText.bytes(count: OneTimePassword.secretLength))
        since = Int64(date.timeIntervalSince1970)
    }

    private init(app: String, secret: [UInt8], since: Int64) {
        (self.app, self.since) = (app, since)
        password = OneTimePassword(secret: secret)
    }

    /// For a form's hidden field: nobody reads it, and it is good for one account.
    func sealed(_ box: SecretBox, for account: String) throws -> String {
        "\(app).\(since).\(try box.seal(password.secret, for: Self.owner(app, since, account)))"
    }

    /// What a form brought back; nil where it is another account's, was changed, or took too long.
    static func open(_ text: String, _ box: SecretBox, for account: String, at now: Date) -> AppEnrolment? {
        let parts = text.split(separator: ".", maxSplits: 2)
        guard parts.count == 3, parts[0].utf8.count == 22, let since = Int64(parts[1]) else { return nil }
        let app = String(parts[0])
        let age = now.timeIntervalSince1970 - Double(since)
        guard age > -60, age <= validity.inSeconds,
            let opened = box.open(String(parts[2]), for: owner(app, since, account))
        else { return nil }
        return AppEnrolment(app: app, secret: opened.secret, since: since)
    }

    private static func owner(_ app: String, _ since: Int64, _ account: String) -> String {
        "enrolment \(app) \(since) \(account)"
    }
}
