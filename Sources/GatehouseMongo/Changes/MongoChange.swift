public import GatehouseBSON

/// One change of a collection, as a stream of changes tells it.
public struct MongoChange: Sendable {
    /// What happened. Open-ended: servers know more kinds.
    public struct Kind: Sendable, Hashable, CustomStringConvertible {
        /// The server's name for it.
        public let name: String
        /// A document was stored for the first time.
        public static let insert = Kind(name: "insert")
        /// Fields of a document changed.
        public static let update = Kind(name: "update")
        /// A document was replaced as a whole.
        public static let replace = Kind(name: "replace")
        /// A document was removed.
        public static let delete = Kind(name: "delete")
        /// The collection was dropped or renamed; the stream is over.
        public static let invalidate = Kind(name: "invalidate")

        /// The server's name for it.
        public var description: String { name }
    }

    /// What happened.
    public let kind: Kind
    /// The `_id` of the document; nil where it was no single document.
    public let id: BSONValue?
    /// The document as it is now: after inserts and replacements, and after updates when the stream asks for it.
    public let document: BSONDocument?
    /// Where a stream can go on after this change.
    public let position: MongoStreamPosition
    /// All that the server said.
    public let event: BSONDocument

    init(_ event: BSONDocument) {
        self.event = event
        kind = Kind(name: event["operationType"]?.string ?? "")
        id = event["documentKey"]?.document?["_id"]
        document = event["fullDocument"]?.document
        position = MongoStreamPosition(token: event["_id"]?.document ?? [:])
    }
}

/// A place between two changes, at which a stream can go on, in this process or in another.
public struct MongoStreamPosition: Sendable, Hashable {
    /// The server's resume token.
    public let token: BSONDocument

    /// The position of a token that was kept.
    public init(token: BSONDocument) { self.token = token }
}
