import GatehouseAuth
import GatehouseBase
import GatehouseTemplates
import Hummingbird

/// The pages of links in mails about addresses.
enum EmailLinks {
    /// The page of a mail's link, for the address that it is about. It has a button: following a link in a mail changes
    /// nothing, mail scanners follow it, too (F3).
    static func show<User: Account>(
        _ page: PageName, _ context: PageContext<User>, _ peek: (String) async throws -> String?
    ) async throws -> Response {
        let token = try context.require("token")
        guard let email = try await peek(token) else { throw LifecycleError.linkExpired }
        return try await context.show(
            "confirm", ["email": .text(email), "is_\(page)": true], json: ["email": .string(email)])
    }
}
