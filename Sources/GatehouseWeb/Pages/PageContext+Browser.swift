import Crypto
import GatehouseBase

extension PageContext {
    /// What stands for the visitor's browser, for what is good in it alone: the same on all its requests until it signs in
    /// or forgets the site, and nothing that another site or the store could make use of.
    ///
    /// - Throws: `StoreFailure` when the session's store fails.
    package var browserMark: String {
        get async throws {
            let secret = try await visit.state.csrfSecretForPage()
            return Hexadecimal.text(SHA256.hash(data: Array("gatehouse.browser \(secret)".utf8)))
        }
    }
}
