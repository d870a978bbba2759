public import GatehouseBSON
import GatehouseBase
public import GatehouseMessages

/// The shape of a document: its key, its fields and their rules.
///
/// There is one for each type, which everything that handles its documents holds; so it is no value to copy.
public final class Schema<Root: Document>: Sendable {
    /// The primary key.
    public let primaryKey: PrimaryKey<Root>
    /// The fields, in the order declared.
    public let fields: [Field<Root>]
    /// Where the field of each name stands.
    private let places: [String: Int]
    /// The fields that new documents start with a value of.
    private let initial: [Field<Root>]
    /// The indexes besides those of unique fields.
    let indexes: [Index<Root>]
    /// The property that counts changes; nil for none.
    let version: Version<Root>?
    /// Found out when first asked for: reading a document in the midst of the schema's making would ask for the schema.
    private let foundOut = OnceReference<SchemaFacts>()
    private let encoder: BSONEncoder
    private let decoder: BSONDecoder

    /// The shape that the builder describes: one ``PrimaryKey``, any number of ``Field``s and ``Index``es, and perhaps a
    /// ``Version``.
    ///
    /// - Precondition: one primary key, and no two fields of one name.
    public init(@SchemaBuilder<Root> _ parts: () -> [SchemaPart<Root>]) {
        let parts = parts()
        let keys = parts.compactMap { if case .primaryKey(let key) = $0 { key } else { nil } }
        precondition(keys.count == 1, "the schema of \(Root.self) needs exactly one PrimaryKey, it has \(keys.count)")
        primaryKey = keys[0]
        fields = parts.compactMap { if case .field(let field) = $0 { field } else { nil } }
        indexes = parts.compactMap { if case .index(let index) = $0 { index } else { nil } }
        let versions = parts.compactMap { if case .version(let version) = $0 { version } else { nil } }
        precondition(versions.count <= 1, "the schema of \(Root.self) has two versions")
        version = versions.first
        let names = fields.map(\.name) + versions.map(\.name)
        precondition(Set(names).count == names.count, "the schema of \(Root.self) has two fields of one name")
        places = Dictionary(uniqueKeysWithValues: zip(fields.map(\.name), fields.indices))
        initial = fields.filter { $0.initialValue != nil }
        let renamedKeys = [primaryKey.property: "_id"]
        encoder = BSONEncoder(keyStrategy: .snakeCase, renamedKeys: renamedKeys)
        decoder = BSONDecoder(keyStrategy: .snakeCase, renamedKeys: renamedKeys)
    }

    /// The name of the property that is the primary key.
    package var keyProperty: String { primaryKey.property }

    /// The field of a name.
    public func field(_ name: String) -> Field<Root>? { places[name].map { fields[$0] } }

    /// The value of a document's field, where it is a text.
    package func text(_ name: String, of document: Root) -> String? {
        places[name].flatMap { fields[$0].text(of: document) }
    }

    /// The name in the store of a property, or nil when the schema does not declare it.
    func name(of path: PartialKeyPath<Root>) -> String? {
        if path == primaryKey.path || path == \Root.id { return "_id" }
        if let version, path == version.path { return version.name }
        return field(of: path)?.name
    }

    /// The field of a property, or nil when the schema does not declare it.
    func field(of path: PartialKeyPath<Root>) -> Field<Root>? { fields.first { $0.path == path } }

    /// All failures of a document, by field; those of embedded documents as `address.city` or `lines.0.sku`. Empty when it
    /// keeps every rule.
    public func failures(of document: Root) -> Failures {
        fields.reduce(into: Failures()) { all, field in all.add(field.failures(document).renamed { field.name + $0 }) }
    }

    /// The document of a value.
    public func encode(_ document: Root) throws -> BSONDocument { try encoder.encode(document) }

    /// The document of a value that is stored for the first time.
    ///
    /// - Throws: ``DocumentError`` with code `misnamedField` when a field has another name than its property is stored
    ///   under: queries by it would find what they must not.
    func encodeNew(_ document: Root) throws -> BSONDocument {
        let encoded = try encode(document)
        try checkNames(of: document, in: encoded)
        return encoded
    }

    /// What the type tells of itself.
    var facts: SchemaFacts {
        if let facts = foundOut.load() { return facts }
        let probe = SchemaProbe(Root.self, keyProperty: primaryKey.property)
        return foundOut.storeIfNil(SchemaFacts(misnamed: findMisnamed(probe), required: probe.required))
    }

    /// The value of a document. What is missing or null, as in documents that were stored before a field was added,
    /// takes its initial value.
    public func decode(_ document: BSONDocument) throws -> Root {
        var document = document
        for field in initial {
            guard let make = field.initialValue else { continue }
            switch document[field.name] {
            case nil: try document.append(try make(), forKey: field.name)
            case .null?:
                let value = try make()
                document = BSONDocument(document.map { ($0.key, $0.key == field.name ? value : $0.value) })
            default: break
            }
        }
        return try decoder.decode(Root.self, from: document)
    }

    /// A new value of some members; what they leave out takes its default.
    ///
    /// - Throws: `DecodingError` when a member without default is missing.
    public func make(_ members: [String: BSONValue]) throws -> Root {
        try decode(BSONDocument(members.map { ($0.key, $0.value) }))
    }
}

/// A part of a schema.
public enum SchemaPart<Root: Document>: Sendable {
    case primaryKey(PrimaryKey<Root>)
    case field(Field<Root>)
    case index(Index<Root>)
    case version(Version<Root>)
}

/// Builds a schema from its parts.
@resultBuilder
public enum SchemaBuilder<Root: Document> {
    /// A primary key.
    public static func buildExpression(_ key: PrimaryKey<Root>) -> SchemaPart<Root> { .primaryKey(key) }
    /// A field.
    public static func buildExpression(_ field: Field<Root>) -> SchemaPart<Root> { .field(field) }
    /// An index.
    public static func buildExpression(_ index: Index<Root>) -> SchemaPart<Root> { .index(index) }
    /// A version.
    public static func buildExpression(_ version: Version<Root>) -> SchemaPart<Root> { .version(version) }
    /// All parts, in order.
    public static func buildBlock(_ parts: SchemaPart<Root>...) -> [SchemaPart<Root>] { parts }
}
