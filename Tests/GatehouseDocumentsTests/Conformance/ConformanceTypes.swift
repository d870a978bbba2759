import Foundation
import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo

struct KeyedBySequence: Document {
    static let collection = "keyed_by_sequence"
    var id: Int?
    static let schema = Schema<KeyedBySequence> { PrimaryKey(\.id, .sequence) }
}

struct KeyedByText: Document {
    static let collection = "keyed_by_text"
    var email: String
    var id: String? {
        get { email }
        set { if let newValue { email = newValue } }
    }
    static let schema = Schema<KeyedByText> { PrimaryKey("email", \.email) }
}

struct KeyedByObjectID: Document {
    static let collection = "keyed_by_object_id"
    var id: ObjectID?
    static let schema = Schema<KeyedByObjectID> { PrimaryKey(\.id, .objectID) }
}

struct KeyedByUUID: Document {
    static let collection = "keyed_by_uuid"
    var id: UUID?
    static let schema = Schema<KeyedByUUID> { PrimaryKey(\.id, .uuid) }
}

/// A key of an application's own: a letter and a number, stored as a document, written as `B-7`.
struct Ticket: DocumentID, CustomStringConvertible {
    var letter: String
    var number: Int

    var keyText: String { "\(letter)-\(number)" }
    init(letter: String, number: Int) {
        self.letter = letter
        self.number = number
    }
    init?(keyText: String) {
        let parts = keyText.split(separator: "-", maxSplits: 1)
        guard parts.count == 2, let number = Int(parts[1]) else { return nil }
        self.init(letter: String(parts[0]), number: number)
    }
    func bsonValue() throws -> BSONValue { ["letter": .string(letter), "number": .integer(Int64(number))] }
    init(bsonValue: BSONValue) throws {
        guard let letter = bsonValue.document?["letter"]?.string, let number = bsonValue.document?["number"]?.integer
        else { throw BSONError(.typeMismatch, "not a ticket") }
        self.init(letter: letter, number: Int(number))
    }
    /// Nothing depends on it.
    var description: String { "a ticket" }
}

struct KeyedByOwnType: Document {
    static let collection = "keyed_by_own_type"
    var id: Ticket?
    static let schema = Schema<KeyedByOwnType> { PrimaryKey(\.id, .assigned) }
}

struct ConformanceReview: Document {
    static let collection = "conformance_reviews"
    var id: ObjectID?
    var book: Reference<ConformanceBook>
    var again: Reference<ConformanceBook>?
    static let schema = Schema<ConformanceReview> {
        PrimaryKey(\.id, .objectID)
        Field("book", \.book)
        Field("again", \.again)
    }
}

struct HalfDeclared: Document {
    static let collection = "half_declared"
    var id: ObjectID?
    var secret: Int
    static let schema = Schema<HalfDeclared> { PrimaryKey(\.id, .objectID) }
}

struct VersionedPage: Document {
    static let collection = "versioned_pages"
    var id: ObjectID?
    var text: String
    var version = 0
    static let schema = Schema<VersionedPage> {
        PrimaryKey(\.id, .objectID)
        Field("text", \.text)
        Version("version", \.version)
    }
}

struct HookedNote: Document {
    enum Refusal: Error { case save, delete }
    static let collection = "hooked_notes"
    var id: ObjectID?
    var text: String
    static let schema = Schema<HookedNote> {
        PrimaryKey(\.id, .objectID)
        Field("text", \.text, .required)
    }
    mutating func willSave(_ occasion: SaveOccasion) async throws {
        if text == "refuse", occasion == .update { throw Refusal.save }
        text = text.trimmingCharacters(in: .whitespaces)
    }
    func willDelete() async throws {
        if text == "keep" { throw Refusal.delete }
    }
}

struct IndexedThing: Document {
    static let collection = "indexed_things"
    var id: ObjectID?
    var title: String
    var pages: Int
    var name: String
    var code: Int
    var isActive: Bool
    var expiresAt: Date?
    var maker: ConformancePublisher?
    static let schema = Schema<IndexedThing> {
        PrimaryKey(\.id, .objectID)
        Field("title", \.title, .unique)
        Field("pages", \.pages)
        Field("name", \.name)
        Field("code", \.code)
        Field("is_active", \.isActive)
        Field("expires_at", \.expiresAt)
        Index(.ascending(\.pages), .descending(\.title))
        Index(.ascending(\.expiresAt), .expiring(after: .seconds(60)))
        Index(.ascending(\.code), .unique, .named("active codes"), .where { $0.isActive == true })
        Index(.ascending(\.name), .unique, .collation(.caseInsensitive))
        Field("maker", \.maker)
        Index(.fields { [$0.maker.name.ascending] })
    }
}

struct OtherIndexedThing: Document {
    static let collection = "indexed_things"
    var id: ObjectID?
    var title: String
    var pages: Int
    var code: Int
    var expiresAt: Date?
    static let schema = Schema<OtherIndexedThing> {
        PrimaryKey(\.id, .objectID)
        Field("title", \.title, .unique)
        Field("pages", \.pages)
        Field("code", \.code)
        Field("expires_at", \.expiresAt)
        Index(.ascending(\.pages), .descending(\.title), .unique)
        Index(.ascending(\.expiresAt), .expiring(after: .seconds(90)))
        Index(.ascending(\.code), .unique, .named("active codes"))
    }
}

struct PlainThing: Document {
    static let collection = "shared_things"
    var id: ObjectID?
    var title: String
    static let schema = Schema<PlainThing> {
        PrimaryKey(\.id, .objectID)
        Field("title", \.title)
    }
}

struct UniqueThing: Document {
    static let collection = "shared_things"
    var id: ObjectID?
    var title: String
    static let schema = Schema<UniqueThing> {
        PrimaryKey(\.id, .objectID)
        Field("title", \.title, .unique)
    }
}

struct MongoengineSeat: Document {
    static let collection = "conformance_seats"
    var id: Int?
    static let schema = Schema<MongoengineSeat> { PrimaryKey(\.id, .sequence(.mongoengine)) }
}

struct OldThing: Document {
    static let collection = "grown_things"
    var id: ObjectID?
    var name: String
    static let schema = Schema<OldThing> {
        PrimaryKey(\.id, .objectID)
        Field("name", \.name)
    }
}

struct NewThing: Document {
    enum State: String, Codable, CaseIterable, BSONConvertible { case new, done }
    static let collection = "grown_things"
    var id: AnyKey?
    var name: String
    var state: State
    var count: Int?
    static let schema = Schema<NewThing> {
        PrimaryKey(\.id, .generated { "made" })
        Field("name", \.name)
        Field("state", \.state, .cases, .initially { .new })
        Field("count", \.count)
    }
}

/// A key of any kind, as its text.
struct AnyKey: DocumentID, ExpressibleByStringLiteral {
    var keyText: String
    init(keyText: String) { self.keyText = keyText }
    init(stringLiteral value: String) { keyText = value }
    func bsonValue() -> BSONValue { .string(keyText) }
    init(bsonValue: BSONValue) throws { keyText = bsonValue.string ?? bsonValue.extendedJSON() }
}

struct MisnamedThing: Document {
    static let collection = "misnamed_things"
    var id: ObjectID?
    var email: String
    static let schema = Schema<MisnamedThing> {
        PrimaryKey(\.id, .objectID)
        Field("mail", \.email)
    }
}
