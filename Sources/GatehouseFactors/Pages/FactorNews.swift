import GatehouseAuth
import GatehouseDocuments
import GatehouseMessages
import GatehouseWeb

/// Tells of a change of an account's factors: an event, and a mail to the owner.
enum FactorNews {
    static func tell<User: Account>(
        _ kind: AccountEvent.Kind, _ change: Message.Words, of user: User, _ context: PageContext<User>
    ) async throws {
        try await context.emit(kind, of: user)
        try await context.site.lifecycle.tell(user, change, language: context.languageTag)
    }
}
