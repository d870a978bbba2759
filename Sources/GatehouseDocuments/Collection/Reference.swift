public import GatehouseBSON
import GatehouseMongo

/// Points at a document of another collection, and is stored as its primary key.
///
/// ```swift
/// struct Note: Document { var owner: Reference<User>; … }
/// let notes = try await notes.find { $0.owner == Reference(user.id) }
/// let owners = try await users.resolve(notes.map(\.owner))
/// for note in notes { print(owners[note.owner]?.firstName ?? "") }
/// ```
public struct Reference<Target: Document>: Sendable, Hashable, Codable, BSONConvertible {
    /// The primary key of the document.
    public let id: Target.ID

    /// To the document of a key.
    public init(_ id: Target.ID) { self.id = id }

    /// To a document; nil when it was never saved.
    public init?(_ document: Target) {
        guard let id = document.id else { return nil }
        self.id = id
    }

    /// Reads the key.
    ///
    /// - Throws: what the decoder throws.
    public init(from decoder: any Decoder) throws { id = try decoder.singleValueContainer().decode(Target.ID.self) }

    /// Writes the key alone.
    ///
    /// - Throws: what the encoder throws.
    public func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(id)
    }

    /// The key's value.
    ///
    /// - Throws: `BSONError` for a key without a BSON form.
    public func bsonValue() throws -> BSONValue { try id.bsonValue() }

    /// Reads the key; of a DBRef, as older mongoengine documents hold it, its `$id`.
    public init(bsonValue: BSONValue) throws {
        id = try Target.ID(bsonValue: bsonValue.document?["$id"] ?? bsonValue)
    }
}

/// The documents that references point at.
public struct Resolved<Target: Document>: Sendable {
    let documents: [BSONDocument: Target]

    /// The document of a reference; nil when there is none.
    public subscript(reference: Reference<Target>) -> Target? {
        (try? reference.bsonValue()).flatMap { documents[LookupKey.make($0)] }
    }

    /// The document of a reference that may be absent.
    public subscript(reference: Reference<Target>?) -> Target? { reference.flatMap { self[$0] } }
}

extension Documents {
    /// The documents that references point at, in one query.
    ///
    /// - Throws: `MongoError`; ``DocumentError`` with code `undecodable` when one is not of this type.
    public func resolve(_ references: some Sequence<Reference<Root>>) async throws -> Resolved<Root> {
        let keys = Set(try references.map { LookupKey.make(try $0.bsonValue()) })
        guard !keys.isEmpty else { return Resolved(documents: [:]) }
        let found = try await store.find(.anyOf(keys.compactMap { $0[""] }, in: "_id"), .init())
        let documents = try found.compactMap { document in
            try document["_id"].map { (LookupKey.make($0), try schema.read(document)) }
        }
        return Resolved(documents: Dictionary(documents, uniquingKeysWith: { first, _ in first }))
    }
}
