import Foundation
import Gatehouse

/// How the site sends mail, by `GATEHOUSE_MAIL_URL`: `smtp://`, `smtps://`, `file:FOLDER` or `console:`.
struct MailChoice {
    let transport: any MailTransport
    /// Whether mails with live links go where others read them.
    var isForDevelopment = false

    /// The choice of the settings; in development a folder where nothing is set, otherwise none.
    ///
    /// - Parameter hasSMTP: whether the program can speak SMTP, which is a trait of the package.
    static func read(
        _ reader: SettingsReader, profile: SiteSettings.Profile, hasSMTP: Bool = SMTPTransport.isBuilt
    ) throws -> MailChoice? {
        guard let url = reader.text("GATEHOUSE_MAIL_URL") else {
            return profile == .development ? try outbox(SiteDatabase.folder + "/outbox") : nil
        }
        if url == "console:" { return MailChoice(transport: ConsoleTransport(), isForDevelopment: true) }
        if url.hasPrefix("file:"), url.count > 5 { return try outbox(String(url.dropFirst(5))) }
        guard hasSMTP || !(url.hasPrefix("smtp:") || url.hasPrefix("smtps:")) else {
            throw SettingError(
                name: "GATEHOUSE_MAIL_URL",
                message: "asks for SMTP, which this build leaves out: build with the trait SMTP, or use file:FOLDER.")
        }
        do {
            return MailChoice(transport: try SMTPTransport(SMTPSettings(url: url)))
        } catch {
            throw SettingError(
                name: "GATEHOUSE_MAIL_URL",
                message:
                    "must be smtp://USER:PASSWORD@HOST:587, smtps://USER:PASSWORD@HOST:465, file:FOLDER or console: (\(error))."
            )
        }
    }

    private static func outbox(_ folder: String) throws -> MailChoice {
        MailChoice(transport: FileOutbox(folder: folder))
    }

    /// From whom mails are: as set, or else `no-reply` of the origin's host.
    static func sender(_ reader: SettingsReader, origin: String?) throws -> MailAddress? {
        let host = origin?.split(separator: "/").last?.prefix { $0 != ":" }
        guard let text = reader.text("GATEHOUSE_MAIL_FROM") else {
            return host.flatMap { MailAddress("no-reply@\($0)") }
        }
        guard let address = MailAddress(text) else {
            throw SettingError(name: "GATEHOUSE_MAIL_FROM", message: "must be an email address.")
        }
        return address
    }

    /// From whom mails are in development.
    static var defaultSender: MailAddress {
        guard let address = MailAddress("no-reply@localhost") else { preconditionFailure("a valid address") }
        return address
    }
}
