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

    /// Runs before a document is stored for the first time or changed, and before its rules are checked; may change it,
    /// or throw to prevent it. Not run by updates that name conditions, which never see the document.
    mutating func willSave(_ occasion: SaveOccasion) async throws

    /// Runs after it was stored or changed. The change stays when it throws.
    func didSave(_ occasion: SaveOccasion) async throws

    /// Runs before a document is deleted; may throw to prevent it. Not run by deletes that name conditions.
    func willDelete() async throws

    /// Runs after it was deleted.
    func didDelete() async throws
}

/// Why a document is saved.
public enum SaveOccasion: Sendable, Hashable {
    /// It is new.
    case insert
    /// It was stored before and has changed.
    case update
}

extension Document {
    /// Does nothing.
    public mutating func willSave(_ occasion: SaveOccasion) async throws {}
    /// Does nothing.
    public func didSave(_ occasion: SaveOccasion) async throws {}
    /// Does nothing.
    public func willDelete() async throws {}
    /// Does nothing.
    public func didDelete() async throws {}
}
