import HTTPTypes
import Hummingbird

/// What kind of body a request brings, by its headers.
enum BodyKind {
    /// Nothing.
    case none
    /// The fields of a form.
    case form
    /// A JSON value.
    case json
    /// Something that pages do not read: another kind, another set of characters, something packed.
    case other

    init(_ headers: HTTPFields) {
        guard let type = headers.value(.contentType) else {
            let hasBody = headers.value(.contentLength).map { $0 != "0" } ?? headers.contains(.transferEncoding)
            self = hasBody ? .other : .none
            return
        }
        guard headers.value(.contentLength) != "0" else {
            self = .none
            return
        }
        let parts = type.lowercased().split(separator: ";").map { $0.filter { $0 != " " && $0 != "\t" } }
        let coding = headers.value(.contentEncoding) ?? "identity"
        guard coding.lowercased() == "identity", parts.dropFirst().allSatisfy(Self.isReadable) else {
            self = .other
            return
        }
        switch parts.first {
        case "application/x-www-form-urlencoded": self = .form
        case "application/json": self = .json
        default: self = .other
        }
    }

    /// Whether a parameter leaves the characters those of UTF-8.
    private static func isReadable(_ parameter: String) -> Bool {
        guard parameter.hasPrefix("charset=") else { return true }
        let name = parameter.dropFirst("charset=".count).filter { $0 != "\"" }
        return ["utf-8", "utf8", "us-ascii", "ascii"].contains(name)
    }

    /// What is answered to a body that is not read (RFC 9110, section 15.5.16).
    static var refusal: HTTPError {
        HTTPError(
            .unsupportedMediaType,
            headers: [
                .acceptPost: "application/x-www-form-urlencoded, application/json", .acceptEncoding: "identity",
            ])
    }
}

extension HTTPField.Name {
    /// W3C, Linked Data Platform 1.0, section 7.1.
    static let acceptPost = Self("Accept-Post")!  // a valid name
}
