/// The properties of a document, as a query names them: `{ $0.email == "a@b.example" }`.
@dynamicMemberLookup
public struct QueryFields<Root: Document>: Sendable {
    let schema: Schema<Root>

    /// A property.
    public subscript<Value>(dynamicMember path: KeyPath<Root, Value>) -> QueryField<Root, Value> {
        QueryField(name: schema.name(of: path))
    }

    /// A property that may be absent, as the type of its value.
    public subscript<Value>(dynamicMember path: KeyPath<Root, Value?>) -> QueryField<Root, Value> {
        QueryField(name: schema.name(of: path))
    }
}

/// One property in a query.
public struct QueryField<Root: Document, Value>: Sendable {
    /// The name in the store; nil when the schema does not declare the property.
    let name: String?

    /// Ascending by this property.
    public var ascending: QueryOrder<Root> { QueryOrder(name: name, direction: 1) }
    /// Descending by this property.
    public var descending: QueryOrder<Root> { QueryOrder(name: name, direction: -1) }
}

/// By what the documents of a query are sorted.
public struct QueryOrder<Root: Document>: Sendable {
    let name: String?
    let direction: Int64
}
