/// The properties of a document, as an update names them: `{ [$0.visits.inc(1)] }`.
@dynamicMemberLookup
public struct UpdateFields<Root: Document>: Sendable {
    let schema: Schema<Root>

    /// A property that always has a value.
    @_disfavoredOverload  // a key path to an optional fits both
    public subscript<Value>(dynamicMember path: KeyPath<Root, Value>) -> UpdateField<Root, Value, AlwaysPresent> {
        field(path)
    }

    /// A property that may be absent.
    public subscript<Value>(dynamicMember path: KeyPath<Root, Value?>) -> UpdateField<Root, Value, MayBeAbsent> {
        field(path)
    }

    private func field<Value, Presence>(_ path: PartialKeyPath<Root>) -> UpdateField<Root, Value, Presence> {
        UpdateField(name: schema.name(of: path), checks: schema.field(of: path)?.checks as? FieldChecks<Value>)
    }
}

/// Says that a property always has a value: it cannot be unset.
public enum AlwaysPresent {}
/// Says that a property may be absent: it can be unset.
public enum MayBeAbsent {}

/// One property in an update.
@dynamicMemberLookup
public struct UpdateField<Root: Document, Value, Presence>: Sendable {
    let name: String?
    let checks: FieldChecks<Value>?

    /// A property of an embedded document.
    @_disfavoredOverload  // a key path to an optional fits both
    public subscript<Inner>(
        dynamicMember path: KeyPath<Value, Inner>
    ) -> UpdateField<Root, Inner, AlwaysPresent> where Value: EmbeddedDocument {
        inside(path)
    }

    /// A property of an embedded document that may be absent.
    public subscript<Inner>(
        dynamicMember path: KeyPath<Value, Inner?>
    ) -> UpdateField<Root, Inner, MayBeAbsent> where Value: EmbeddedDocument {
        inside(path)
    }

    private func inside<Inner, InnerPresence>(
        _ path: PartialKeyPath<Value>
    ) -> UpdateField<Root, Inner, InnerPresence> where Value: EmbeddedDocument {
        let field = Value.fields.all.first { $0.path == path }
        return UpdateField<Root, Inner, InnerPresence>(
            name: name.flatMap { name in field.map { "\(name).\($0.name)" } },
            checks: field?.checks as? FieldChecks<Inner>)
    }
}
