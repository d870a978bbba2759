/// An ordered list of BSON values, held as bytes like ``BSONDocument``.
public struct BSONArray: Sendable, Hashable {
    /// The array as a document whose keys are "0", "1" and so on.
    package var document: BSONDocument

    package init(trusted document: BSONDocument) { self.document = document }

    /// A list of values.
    public init(_ values: some Sequence<BSONValue>) {
        var writer = BSONWriter()
        // Counted by hand: `enumerated`, of a sequence that is not known here, looks its types up for each value.
        var count = 0
        for value in values {
            writer.append(value, key: String(count))
            count += 1
        }
        document = BSONDocument(trusted: writer.finish()[...])
    }

    /// The values, in order.
    public var values: [BSONValue] { document.map(\.value) }

    /// The same list with storage of its own.
    package var detached: BSONArray { BSONArray(trusted: document.detached) }

    /// True when there is no value.
    public var isEmpty: Bool { document.isEmpty }
}

extension BSONArray: Sequence {
    /// Walks the values in order.
    public struct Iterator: IteratorProtocol {
        var base: BSONDocument.Iterator
        /// The next value; nil after the last.
        public mutating func next() -> BSONValue? { base.next()?.value }
    }
    /// Begins at the first value.
    public func makeIterator() -> Iterator { Iterator(base: document.makeIterator()) }
}

extension BSONArray: ExpressibleByArrayLiteral {
    /// An array of the literal's values.
    public init(arrayLiteral elements: BSONValue...) { self.init(elements) }
}
