package import GatehouseAuth
import GatehouseDocuments

extension PageContext {
    /// Tells what happened to an account in this request.
    ///
    /// - Parameters:
    ///   - user: the account; nil where it is not known which.
    ///   - decider: what decided, as a factor's name.
    package func emit(
        _ kind: AccountEvent.Kind, of user: User?, isSuccess: Bool = true, by decider: String? = nil
    ) async throws {
        let client = try visit.client
        await site.accounts.events.emit(
            AccountEvent(
                kind, date: site.accounts.now(), account: user?.id?.keyText, address: client.address,
                userAgent: client.userAgent, isSuccess: isSuccess, decidedBy: decider))
    }
}
