public import GatehouseBSON
public import GatehouseMessages
import GatehouseMongo

/// Why a document was not stored.
public struct DocumentError: RefusalError, CustomStringConvertible, CustomDebugStringConvertible {
    /// The kind of failure. Open-ended: later versions may add codes.
    public struct Code: Sendable, Hashable, CustomStringConvertible {
        let name: String
        /// Fields break their rules; see ``DocumentError/failures``.
        public static let invalid = Code(name: "invalid")
        /// Another document holds the value of a unique field; see ``DocumentError/fields``.
        public static let duplicate = Code(name: "duplicate")
        /// The document has no primary key and its strategy gives none, or a change would change the key.
        public static let missingKey = Code(name: "missing primary key")
        /// The unique indexes of the schema are not there.
        public static let missingIndex = Code(name: "missing index")
        /// A unique index cannot be made: stored documents share values; see ``DocumentError/duplicates``.
        public static let sharedValues = Code(name: "stored documents share values that must be unique")
        /// An update changes one property twice.
        public static let conflictingChanges = Code(name: "one property changed twice")
        /// A field of the schema has another name than the property is stored under.
        public static let misnamedField = Code(name: "a field's name is not the one that is stored")
        /// Somebody else changed the document since it was read.
        public static let conflict = Code(name: "changed meanwhile")
        /// A query or an update names a property that the schema does not declare.
        public static let unknownField = Code(name: "property not in the schema")
        /// A stored document does not fit its type; see ``DocumentError/key``, ``DocumentError/fields`` and
        /// ``DocumentError/underlying``.
        public static let undecodable = Code(name: "a stored document does not fit its type")
        /// A field that another collection keeps (``FieldsAside``) is asked for or changed as only those in the document
        /// can be: by a query or an order, together with others in one step, or otherwise than to a new value. Or a field is
        /// to be kept there that has to be in the document.
        public static let keptAside = Code(name: "a field that another collection keeps or that it cannot keep")
        /// No document matches where one was asked for.
        public static let notFound = Code(name: "not found")
        /// Several documents match where one was asked for.
        public static let notUnique = Code(name: "more than one found")

        /// The code in words.
        public var description: String { name }
    }

    /// The kind of failure.
    public let code: Code
    /// What is wrong by field.
    public let failures: Failures
    /// The fields concerned.
    public let fields: [String]
    /// Values that stored documents share although they must be unique; not part of ``description``.
    public let duplicates: [SharedValues]

    /// The collection concerned: of the document that does not fit, of the index that is missing or cannot be made.
    public let collection: String?
    /// The primary key of the document that does not fit; not part of ``description``.
    public let key: BSONValue?
    /// What the decoder said of it, which may hold values; for a missing index the one that is in its place; for a
    /// duplicate what the server said.
    public let underlying: (any Error)?

    /// Which of several documents was refused, counted from 0; those before it are stored. Nil for a single one.
    public let place: Int?

    /// Values that several stored documents have.
    public struct SharedValues: Sendable, Hashable {
        /// The values by field; null for none.
        public let values: BSONDocument
        /// How many documents have them.
        public let count: Int
    }

    init(
        _ code: Code, failures: Failures = Failures(), fields: [String] = [], duplicates: [SharedValues] = [],
        place: Int? = nil, collection: String? = nil, key: BSONValue? = nil, underlying: (any Error)? = nil
    ) {
        self.collection = collection
        self.key = key
        self.underlying = underlying
        self.place = place
        self.duplicates = duplicates
        self.code = code
        self.failures = failures
        self.fields = fields
    }

    /// What a unique index refused.
    init(duplicate error: MongoError, place: Int? = nil) {
        self.init(.duplicate, fields: error.duplicateKey?.fields ?? [], place: place, underlying: error)
    }

    /// What the document's rules and unique fields refuse is wrong input, what somebody else changed a conflict; the
    /// others are faults of the program or of what is stored.
    public var refusal: Refusal? {
        switch code {
        case .invalid: .invalid(failures)
        case .duplicate:
            .invalid(Failures(Dictionary(fields.map { ($0, [FieldMessages.taken]) }) { first, _ in first }))
        case .conflict: Refusal(.conflict)
        default: nil
        }
    }

    /// The kind of failure, the collection and the names of fields; no value of a document.
    public var description: String {
        let names = fields.isEmpty ? failures.fields : fields
        let place = collection.map { " in \($0)" } ?? ""
        // What stands in an index's place is told whole: it holds no values.
        let conflict = (underlying as? IndexConflictError).map { ". \($0)" } ?? ""
        // The fields are not known of every index.
        let index = fields.isEmpty ? (underlying as? MongoError)?.duplicateKey.map { " on index \($0.index)" } : nil
        return "document: \(code)\(place)" + (names.isEmpty ? "" : ": \(names.joined(separator: ", "))") + (index ?? "")
            + conflict
    }

    /// As ``description``, with the key and what the decoder said: both may hold values.
    public var debugDescription: String {
        var parts = [description]
        if let key { parts.append("_id \(key)") }
        if let underlying { parts.append(String(reflecting: underlying)) }
        return parts.joined(separator: "; ")
    }
}
