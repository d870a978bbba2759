public import GatehouseBSON

/// The shape of a document: its key, its fields and their rules.
public struct Schema<Root: Document>: Sendable {
    /// The primary key.
    public let primaryKey: PrimaryKey<Root>
    /// The fields, in the order declared.
    public let fields: [Field<Root>]

    /// The shape that the builder describes: one ``PrimaryKey`` and any number of ``Field``s.
    ///
    /// - Precondition: one primary key, and no two fields of one name.
    public init(@SchemaBuilder<Root> _ parts: () -> [SchemaPart<Root>]) {
        let parts = parts()
        let keys = parts.compactMap { if case .primaryKey(let key) = $0 { key } else { nil } }
        precondition(keys.count == 1, "the schema of \(Root.self) needs exactly one PrimaryKey, it has \(keys.count)")
        primaryKey = keys[0]
        fields = parts.compactMap { if case .field(let field) = $0 { field } else { nil } }
        let names = Set(fields.map(\.name))
        precondition(names.count == fields.count, "the schema of \(Root.self) has two fields of one name")
    }

    /// The field of a name.
    public func field(_ name: String) -> Field<Root>? { fields.first { $0.name == name } }

    /// The name in the store of a property, or nil when the schema does not declare it.
    func name(of path: PartialKeyPath<Root>) -> String? {
        if path == primaryKey.path || path == \Root.id { return "_id" }
        return fields.first { $0.path == path }?.name
    }

    /// All failures of a document, by field. Empty when it keeps every rule.
    public func failures(of document: Root) -> [String: [String]] {
        fields.reduce(into: [:]) { all, field in
            let failures = field.failures(document)
            if !failures.isEmpty { all[field.name] = failures }
        }
    }

    /// The document of a value.
    public func encode(_ document: Root) throws -> BSONDocument {
        try BSONEncoder(keyStrategy: .snakeCase, renamedKeys: [primaryKey.property: "_id"]).encode(document)
    }

    /// The value of a document.
    public func decode(_ document: BSONDocument) throws -> Root {
        try BSONDecoder(keyStrategy: .snakeCase, renamedKeys: [primaryKey.property: "_id"])
            .decode(Root.self, from: document)
    }

    /// A new value of some members; what they leave out takes its default.
    ///
    /// - Throws: `DecodingError` when a member without default is missing.
    public func make(_ members: [String: BSONValue]) throws -> Root {
        var all: [(String, BSONValue)] = members.map { ($0.key, $0.value) }
        for field in fields where members[field.name] == nil {
            if let initial = try field.initialValue?() { all.append((field.name, initial)) }
        }
        return try decode(BSONDocument(all))
    }
}

/// A part of a schema.
public enum SchemaPart<Root: Document>: Sendable {
    case primaryKey(PrimaryKey<Root>)
    case field(Field<Root>)
}

/// Builds a schema from its parts.
@resultBuilder
public enum SchemaBuilder<Root: Document> {
    public static func buildExpression(_ key: PrimaryKey<Root>) -> SchemaPart<Root> { .primaryKey(key) }
    public static func buildExpression(_ field: Field<Root>) -> SchemaPart<Root> { .field(field) }
    public static func buildBlock(_ parts: SchemaPart<Root>...) -> [SchemaPart<Root>] { parts }
}
