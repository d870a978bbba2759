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

/// The properties of an embedded document, as a query names them.
@dynamicMemberLookup
public struct EmbeddedFields<Root: Document, Element: EmbeddedDocument>: Sendable {
    /// A property.
    public subscript<Value>(dynamicMember path: KeyPath<Element, Value>) -> QueryField<Root, Value> {
        QueryField(name: Element.fields.name(of: path))
    }

    /// A property that may be absent, as the type of its value.
    public subscript<Value>(dynamicMember path: KeyPath<Element, Value?>) -> QueryField<Root, Value> {
        QueryField(name: Element.fields.name(of: path))
    }
}

/// One property in a query.
@dynamicMemberLookup
public struct QueryField<Root: Document, Value>: Sendable {
    /// The name in the store; nil when the schema does not declare the property.
    let name: String?

    /// A property of an embedded document.
    public subscript<Inner>(dynamicMember path: KeyPath<Value, Inner>) -> QueryField<Root, Inner>
    where Value: EmbeddedDocument {
        inside(Value.fields.name(of: path))
    }

    /// A property of an embedded document that may be absent, as the type of its value.
    public subscript<Inner>(dynamicMember path: KeyPath<Value, Inner?>) -> QueryField<Root, Inner>
    where Value: EmbeddedDocument {
        inside(Value.fields.name(of: path))
    }

    private func inside<Inner>(_ inner: String?) -> QueryField<Root, Inner> {
        QueryField<Root, Inner>(name: name.flatMap { name in inner.map { "\(name).\($0)" } })
    }

    /// This property, to be read.
    public var selected: SelectedField<Root> { SelectedField(name: name) }

    /// Ascending by this property.
    public var ascending: QueryOrder<Root> { QueryOrder(name: name, direction: 1) }
    /// Descending by this property.
    public var descending: QueryOrder<Root> { QueryOrder(name: name, direction: -1) }
}

/// A property that is read.
public struct SelectedField<Root: Document>: Sendable {
    let name: String?
}

/// By what the documents of a query are sorted.
public struct QueryOrder<Root: Document>: Sendable {
    let name: String?
    let direction: Int64
}
