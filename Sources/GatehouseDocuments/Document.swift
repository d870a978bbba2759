/// A type whose values are stored as documents of a collection.
///
/// ```swift
/// struct Note: Document {
///     static let collection = "notes"
///     var id: ObjectID?
///     var title: String
///
///     static let schema = Schema<Note> {
///         PrimaryKey(\.id, .objectID)
///         Field("title", \.title, .required, .length(...200))
///     }
/// }
/// ```
///
/// A property's value is stored under its name in snake case, `firstName` as `first_name`, which is the name its
/// field has in the schema.
public protocol Document: Codable, Sendable {
    /// The type of the primary key.
    associatedtype ID: DocumentID

    /// The collection its documents lie in.
    static var collection: String { get }

    /// Its key, its fields and their rules.
    static var schema: Schema<Self> { get }

    /// The primary key, stored as `_id`; nil until one is given at the first save.
    var id: ID? { get set }
}
