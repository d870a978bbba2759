public import GatehouseBSON

extension QueryField {
    /// The list holds a value.
    public func contains<Element: BSONConvertible & Sendable>(_ value: Element) -> Query<Root>
    where Value == [Element] {
        condition { try value.bsonValue() }
    }

    /// The list holds all of these values, in whatever order.
    public func containsAll<Element: BSONConvertible & Sendable>(of values: [Element]) -> Query<Root>
    where Value == [Element] {
        condition { ["$all": .array(BSONArray(try values.map { try $0.bsonValue() }))] }
    }

    /// The list has so many values.
    public func hasCount<Element>(_ count: Int) -> Query<Root> where Value == [Element] {
        condition { ["$size": .integer(Int64(count))] }
    }

    /// One of the embedded documents of the list fulfils all of a condition.
    ///
    /// ```swift
    /// orders.find { $0.lines.contains { $0.sku == "A-1" && $0.count > 3 } }
    /// ```
    public func contains<Element: EmbeddedDocument>(
        where condition: (EmbeddedFields<Root, Element>) -> Query<Root>
    ) -> Query<Root> where Value == [Element] {
        let inner = condition(EmbeddedFields())
        return self.condition { ["$elemMatch": .document(try inner.filter())] }
    }

    private func condition(_ make: @escaping @Sendable () throws -> BSONValue) -> Query<Root> {
        Query { [name] in
            guard let name else { throw DocumentError(.unknownField) }
            return [name: try make()]
        }
    }
}
