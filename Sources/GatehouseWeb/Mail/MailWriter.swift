import GatehouseAuth
import GatehouseMail
import GatehouseTemplates

/// Makes mails of notices, by the templates `mail/notice.txt` and `mail/notice.html`, or by those named after the
/// notice, as `mail/password-reset.txt`, where a site has them.
struct MailWriter: Sendable {
    let renderer: PageRenderer
    let from: MailAddress

    /// The mail; nil for an address that no mail can go to.
    func message(for notice: AccountNotice) throws -> MailMessage? {
        guard let recipient = MailAddress(notice.recipient) else { return nil }
        let settings = renderer.settings
        let language = renderer.catalog.language(chosen: notice.language, accepted: nil)
        let words = MailWords(notice)
        let translate = { renderer.catalog.text($0, in: language) }
        var model: [String: Any] = [
            "site_name": settings.siteName, "language": language.tag, "direction": language.direction,
            "subject": translate(words.subject), "paragraphs": words.paragraphs.map(translate),
            "name": notice.name.isEmpty ? notice.recipient : notice.name, "email": notice.recipient,
            "origin": settings.origin ?? "",
        ]
        if let path = words.path(settings.pages), let origin = settings.origin {
            model["link"] = ["url": origin + path, "label": translate(words.action ?? "")]
        }
        if let date = notice.date { model["date"] = DeviceView.moment(date) }
        if let email = notice.email { model["new_email"] = email }
        let name = renderer.templates.has("mail/\(notice.kind).txt") ? "\(notice.kind)" : "notice"
        let text = try renderer.templates.render("mail/\(name).txt", model, in: language)
        let html =
            renderer.templates.has("mail/\(name).html")
            ? try renderer.templates.render("mail/\(name).html", model, in: language) : nil
        return MailMessage(
            from: from, to: recipient, subject: "\(translate(words.subject)) · \(settings.siteName)", text: text,
            html: html)
    }
}
