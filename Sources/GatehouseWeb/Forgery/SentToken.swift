import GatehouseForms
import HTTPTypes
import Hummingbird
import NIOCore

/// Finds the token that came with a request.
enum SentToken {
    /// The form's token or the header's; nil where there is none. On an application's own routes the header goes first, a body
    /// is read only where its token counts, and goes on to the route as it came.
    ///
    /// - Parameters:
    ///   - isOurs: whether the path is one of our pages, which read the same forms.
    ///   - limit: the greatest number of bytes of a body of the application's own pages.
    ///   - isNeeded: whether a body of an application's own kind is worth reading.
    /// - Throws: 413 for more bytes; 400 for a form of ours that is none.
    static func find(
        _ request: inout Request, _ visit: VisitState, _ settings: WebSettings, isOurs: Bool, upTo limit: Int,
        isNeeded: Bool
    ) async throws -> String? {
        let header = request.headers[.xCSRFToken].flatMap { $0.isEmpty ? nil : $0 }
        if isOurs {
            // As Django has it, the form's token goes first.
            let form = try await request.readForm(visit, upTo: settings.maximumFormSize)
            return try form?.single(CSRFCheck.fieldName).flatMap { $0.isEmpty ? nil : $0 } ?? header
        }
        if let header { return header }
        let kind = BodyKind(request.headers)
        guard kind == .form || (isNeeded && kind == .json) else { return nil }
        let body = try await request.collectBody(upTo: max(limit, settings.maximumFormSize))
        // The page may take what we cannot read: then there is no token in it.
        guard body.readableBytes <= settings.maximumFormSize else {
            return kind == .json ? nil : token(urlEncoded: body.readableBytesView)
        }
        let form = try? await request.readForm(visit, upTo: settings.maximumFormSize)
        return (try? form?.single(CSRFCheck.fieldName)).flatMap { $0.isEmpty ? nil : $0 }
    }

    /// The token among the fields of a form that is too large for us to read; it has no characters that need an escape.
    static func token(urlEncoded bytes: some Sequence<UInt8>) -> String? {
        let name = Array("\(CSRFCheck.fieldName)=".utf8)
        let pair = Array(bytes).split(separator: UInt8(ascii: "&")).first { $0.starts(with: name) }
        return pair.flatMap { $0.count > name.count ? String(decoding: $0.dropFirst(name.count), as: UTF8.self) : nil }
    }
}
