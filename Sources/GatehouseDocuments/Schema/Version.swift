/// A property that counts the changes of a document, so that a change based on an older state is refused.
///
/// ```swift
/// Version("version", \.version)
/// ```
public struct Version<Root: Document>: Sendable {
    let name: String
    let path: any WritableKeyPath<Root, Int> & Sendable

    /// The property, and the name in the store. New documents start with what the property holds, 0 or 1 as you like.
    public init(_ name: String, _ path: any WritableKeyPath<Root, Int> & Sendable) {
        self.name = name
        self.path = path
    }
}
