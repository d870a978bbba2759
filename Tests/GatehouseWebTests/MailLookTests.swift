import Foundation
import Gatehouse
import GatehouseTesting
import Testing

@testable import GatehouseWeb

@Suite("The look of mails")
struct MailLookTests {
    @Test("mails speak the texts and use the templates that features bring")
    func features() async throws {
        var feature = FeatureParts<Person>()
        feature.texts = [
            Array(
                #"{"language": "de", "name": "Deutsch", "texts": {"Bring the key.": "Bringen Sie den Schlüssel mit."}}"#
                    .utf8)
        ]
        feature.templates = ["mail/password-reset.txt": "{{#_}}Bring the key.{{/_}} {{link.url}}"]
        var settings = WebSettings()
        settings.origin = "https://people.example"
        let outbox = MemoryMailTransport()
        let notifier = try MailNotifier(
            settings: settings, from: try #require(MailAddress("site@people.example")), sender: MailSender(outbox),
            features: [feature])
        await notifier.notify(
            AccountNotice(.passwordReset, to: "mia@example.com", token: "t", date: .distantFuture, language: "de"))
        let mail = try await outbox.next(to: "mia@example.com")
        #expect(mail.text == "Bringen Sie den Schlüssel mit. https://people.example/password/reset/t/")
        await notifier.finish()
    }
}
