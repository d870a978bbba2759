import GatehouseAuth
import GatehouseForms
import HTTPTypes
import Hummingbird
import NIOCore

extension Request {
    /// The form in the body, read at most once a request; nil when the body is of another type.
    ///
    /// - Throws: 413 for more than `limit` bytes; 400 for a body that is no form.
    mutating func readForm<User: Account>(_ visit: Visit<User>, upTo limit: Int) async throws -> FormData? {
        if let form = visit.form { return form }
        guard isForm else { return nil }
        let body = try await collectBody(upTo: limit)
        do {
            let form = try FormData(urlEncoded: body.readableBytesView)
            visit.form = form
            return form
        } catch {
            throw HTTPError(.badRequest, message: error.description)
        }
    }

    private var isForm: Bool {
        let type = headers[.contentType]?.prefix { $0 != ";" }.lowercased() ?? ""
        return type.utf8.elementsEqual("application/x-www-form-urlencoded".utf8)
    }
}
