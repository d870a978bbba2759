/// The property that is stored as `_id`, and where its value comes from.
public struct PrimaryKey<Root: Document>: Sendable {
    /// The name of the Swift property.
    let property: String
    let path: any PartialKeyPath<Root> & Sendable
    let strategy: KeyStrategy<Root.ID>

    /// The property `id`, filled by a strategy.
    public init(_ path: any WritableKeyPath<Root, Root.ID?> & Sendable, _ strategy: KeyStrategy<Root.ID>) {
        property = "id"
        self.path = path
        self.strategy = strategy
    }

    /// Another property, which always has a value, such as the e-mail address. The type's `id` computes from it.
    ///
    /// - Parameter property: the property's name, as its `CodingKey` has it.
    public init(_ property: String, _ path: any KeyPath<Root, Root.ID> & Sendable) {
        self.property = property
        self.path = path
        strategy = .assigned
    }
}
