import GatehouseAuth
import GatehouseDocuments
import GatehouseMail
import GatehouseMessages
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
        let translate = { (words: Message.Words) in renderer.catalog.text(words, in: language) }
        var model: TemplateModel = [
            "language": .text(language.tag), "direction": .text(language.direction),
            "subject": .text(translate(words.subject)),
            "paragraphs": .list(words.paragraphs.map { .text(translate($0)) }),
            "name": .text(notice.name.isEmpty ? EmailAddress.shown(notice.recipient) : notice.name),
            "email": .text(EmailAddress.shown(notice.recipient)),
        ]
        if let path = words.path(settings.pages), let origin = settings.origin {
            model["link"] = [
                "url": .text(origin + settings.pathPrefix + path), "label": .text(words.action.map(translate) ?? ""),
            ]
        }
        if let code = notice.words?.code { model["code"] = ["value": .text(code)] }
        if let date = notice.date { model["date"] = .text(ShownDate.moment(date)) }
        if let email = notice.email { model["new_email"] = .text(EmailAddress.shown(email)) }
        let name = renderer.templates.has("mail/\(notice.kind).txt") ? "\(notice.kind)" : "notice"
        let text = String(
            decoding: try renderer.templates.render("mail/\(name).txt", model, in: language), as: UTF8.self)
        let html =
            renderer.templates.has("mail/\(name).html")
            ? String(decoding: try renderer.templates.render("mail/\(name).html", model, in: language), as: UTF8.self)
            : nil
        let siteName = TextIsolation.isolated(settings.siteName, isRightToLeft: language.isRightToLeft)
        return MailMessage(
            from: from, to: recipient, subject: "\(translate(words.subject)) · \(siteName)", text: text, html: html)
    }
}
