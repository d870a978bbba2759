package import GatehouseAuth
import GatehouseDocuments
package import GatehouseMessages

extension PageContext {
    /// Tells what happened to an account in this request.
    ///
    /// - Parameters:
    ///   - user: the account; nil where it is not known which.
    ///   - decider: what decided, as a factor's name.
    package func emit(
        _ kind: AccountEvent.Kind, of user: User?, isSuccess: Bool = true, by decider: String? = nil
    ) async throws {
        await site.accounts.emit(
            kind, account: user?.id?.keyText, client: try visit.client, isSuccess: isSuccess, by: decider)
    }

    /// Tells of a change of what somebody signs in with: an event, and a mail to the account's owner.
    ///
    /// - Parameter change: what changed, as a sentence; the mail has it in its language.
    package func tell(
        _ kind: AccountEvent.Kind, _ change: Message.Words, of user: User, by decider: String? = nil
    ) async throws {
        try await emit(kind, of: user, by: decider)
        try await site.lifecycle.tell(user, change, language: languageTag)
    }
}
