/// The property that is stored as `_id`, and where its value comes from.
public struct PrimaryKey<Root: Document>: Sendable {
    /// The name of the Swift property.
    let property: String
    let strategy: KeyStrategy<Root.ID>

    /// The property `id`, filled by a strategy.
    public init(_ path: WritableKeyPath<Root, Root.ID?>, _ strategy: KeyStrategy<Root.ID>) {
        property = "id"
        self.strategy = strategy
    }

    /// Another property, which always has a value, such as the e-mail address. The type's `id` computes from it.
    ///
    /// - Parameter property: the property's name, as its `CodingKey` has it.
    public init(_ property: String, _ path: KeyPath<Root, Root.ID>) {
        self.property = property
        strategy = .assigned
    }
}
