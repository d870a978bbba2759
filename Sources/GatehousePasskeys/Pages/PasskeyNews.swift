import GatehouseAuth
import GatehouseDocuments
import GatehouseMessages
import GatehouseWeb

/// Tells of a change of an account's passkeys: an event, and a mail to the owner.
enum PasskeyNews {
    static func tell<User: Account>(
        _ kind: AccountEvent.Kind, _ change: Message.Words, of user: User, _ context: PageContext<User>
    ) async throws {
        let client = try context.visit.client
        await context.site.accounts.events.emit(
            AccountEvent(
                kind, date: context.site.accounts.now(), account: user.id?.keyText, address: client.address,
                decidedBy: "passkey"))
        try await context.site.lifecycle.tell(user, change, language: context.languageTag)
    }
}
