/// Why a document was not stored.
public struct DocumentError: Error, Sendable, CustomStringConvertible {
    /// The kind of failure. Open-ended: later versions may add codes.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        let name: String
        /// Fields break their rules; see ``DocumentError/failures``.
        public static let invalid = Code(name: "invalid")
        /// Another document holds the value of a unique field; see ``DocumentError/fields``.
        public static let duplicate = Code(name: "duplicate")
        /// The document has no primary key, and its strategy gives none.
        public static let missingKey = Code(name: "missing primary key")
        /// The unique indexes of the schema are not there.
        public static let missingIndex = Code(name: "missing index")

        /// A query or an update names a property that the schema does not declare.
        public static let unknownField = Code(name: "property not in the schema")
        /// No document matches where one was asked for.
        public static let notFound = Code(name: "not found")
        /// Several documents match where one was asked for.
        public static let notUnique = Code(name: "more than one found")

        public var description: String { name }
    }

    /// The kind of failure.
    public let code: Code
    /// The failures by field, in words for a form.
    public let failures: [String: [String]]
    /// The fields concerned.
    public let fields: [String]

    init(_ code: Code, failures: [String: [String]] = [:], fields: [String] = []) {
        self.code = code
        self.failures = failures
        self.fields = fields
    }

    public var description: String {
        let names = fields.isEmpty ? failures.keys.sorted() : fields
        return "document: \(code)" + (names.isEmpty ? "" : ": \(names.joined(separator: ", "))")
    }
}
