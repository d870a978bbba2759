public import GatehouseBSON

/// An index, as the server is asked for it.
public struct MongoIndex: Sendable, Hashable {
    /// Its fields and their direction, 1 or -1, in order.
    public var keys: BSONDocument
    /// Its name; by default the keys and directions joined by `_`, as all drivers do.
    public var name: String
    /// Whether no two documents may hold the same value.
    public var isUnique = false
    /// How long after the date in its field the server removes a document; nil for never.
    public var expireAfter: Duration?
    /// Which documents it holds; nil for all.
    public var partialFilter: BSONDocument?
    /// How texts are compared; nil for by their bytes.
    public var collation: MongoCollation?

    /// An index over fields.
    public init(_ keys: BSONDocument, name: String? = nil) {
        self.keys = keys
        self.name = name ?? keys.map { "\($0.key)_\($0.value.integer.map(String.init) ?? "")" }.joined(separator: "_")
    }

    package var specification: BSONDocument {
        var members: [(String, BSONValue)] = [("key", .document(keys)), ("name", .string(name))]
        if isUnique { members.append(("unique", true)) }
        if let expireAfter { members.append(("expireAfterSeconds", .integer(expireAfter.components.seconds))) }
        if let partialFilter { members.append(("partialFilterExpression", .document(partialFilter))) }
        if let collation { members.append(("collation", .document(collation.document))) }
        return BSONDocument(members)
    }
}
