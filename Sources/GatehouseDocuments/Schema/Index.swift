public import GatehouseMongo

/// An index of a document's collection, over one field or several.
///
/// ```swift
/// Index(.ascending(\.lastName), .descending(\.signupDate))
/// Index(.ascending(\.email), .unique, .collation(.caseInsensitive))
/// Index(.ascending(\.expiresAt), .expiring(after: .seconds(0)))
/// Index(.ascending(\.code), .unique, .where { $0.isActive == true })
/// ```
public struct Index<Root: Document>: Sendable {
    /// A part of an index: a field with a direction, or an option.
    public struct Part: Sendable {
        enum Kind: Sendable {
            case field(any PartialKeyPath<Root> & Sendable, Int64)
            case fields(@Sendable (QueryFields<Root>) -> [QueryOrder<Root>])
            case unique
            case name(String)
            case expiring(Duration)
            case partial(@Sendable (QueryFields<Root>) -> Query<Root>)
            case collation(MongoCollation)
        }
        let kind: Kind

        /// A field, least values first.
        public static func ascending<Value>(_ path: any KeyPath<Root, Value> & Sendable) -> Part {
            Part(kind: .field(path, 1))
        }
        /// A field, greatest values first.
        public static func descending<Value>(_ path: any KeyPath<Root, Value> & Sendable) -> Part {
            Part(kind: .field(path, -1))
        }
        /// Fields of embedded documents, or any others: `.fields { [$0.address.city.ascending] }`.
        public static func fields(_ make: @escaping @Sendable (QueryFields<Root>) -> [QueryOrder<Root>]) -> Part {
            Part(kind: .fields(make))
        }
        /// No two documents share the values of the fields.
        public static var unique: Part { Part(kind: .unique) }
        /// Its name; by default the fields and directions joined by `_`, as all drivers do.
        public static func named(_ name: String) -> Part { Part(kind: .name(name)) }
        /// The server removes documents so long after the date in the field; whole seconds, 0 or more.
        public static func expiring(after time: Duration) -> Part { Part(kind: .expiring(time)) }
        /// It holds only the documents that match.
        public static func `where`(_ condition: @escaping @Sendable (QueryFields<Root>) -> Query<Root>) -> Part {
            Part(kind: .partial(condition))
        }
        /// How texts are compared.
        public static func collation(_ collation: MongoCollation) -> Part { Part(kind: .collation(collation)) }
    }

    let parts: [Part]

    /// An index of its parts; at least one of them a field.
    public init(_ parts: Part...) { self.parts = parts }
}
