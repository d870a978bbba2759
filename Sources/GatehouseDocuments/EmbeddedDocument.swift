import GatehouseMessages

/// A type whose values are stored inside documents, alone or in lists, with fields and rules of their own.
///
/// ```swift
/// struct Address: EmbeddedDocument {
///     var street: String
///     var postalCode: String
///     static let fields = Fields<Address> {
///         Field("street", \.street, .required)
///         Field("postal_code", \.postalCode, .length(...10))
///     }
/// }
/// ```
///
/// A document's field holds it as any other value, `Field("address", \.address)`; queries reach into it,
/// `{ $0.address.postalCode == "1010" }`, and its failures are told as `address.postal_code`.
public protocol EmbeddedDocument: Codable, Sendable {
    /// Its fields and their rules.
    static var fields: Fields<Self> { get }
}

/// The fields of an embedded document, in the order declared.
public struct Fields<Root>: Sendable {
    let all: [Field<Root>]

    /// The fields that the builder describes.
    ///
    /// - Precondition: no two of one name.
    public init(@FieldsBuilder<Root> _ fields: () -> [Field<Root>]) {
        all = fields()
        precondition(Set(all.map(\.name)).count == all.count, "\(Root.self) has two fields of one name")
    }

    /// The name in the store of a property, or nil when it is not declared.
    func name(of path: PartialKeyPath<Root>) -> String? { all.first { $0.path == path }?.name }
}

/// Builds the fields of an embedded document.
@resultBuilder
public enum FieldsBuilder<Root> {
    /// A field.
    public static func buildExpression(_ field: Field<Root>) -> Field<Root> { field }
    /// All fields, in order.
    public static func buildBlock(_ fields: Field<Root>...) -> [Field<Root>] { fields }
}

extension EmbeddedDocument {
    /// The failures by path, as `.city`.
    var embeddedFailures: Failures {
        Self.fields.all.reduce(into: Failures()) { all, field in
            all.add(field.failures(self).renamed { ".\(field.name)\($0)" })
        }
    }
}

/// A list of embedded documents.
protocol EmbeddedList {
    var embeddedFailures: Failures { get }
}

extension Array: EmbeddedList where Element: EmbeddedDocument {
    /// The failures by path, as `.0.city`.
    var embeddedFailures: Failures {
        enumerated().reduce(into: Failures()) { all, element in
            all.add(element.element.embeddedFailures.renamed { ".\(element.offset)\($0)" })
        }
    }
}
