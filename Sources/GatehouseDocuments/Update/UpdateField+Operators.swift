public import GatehouseBSON
import GatehouseMessages

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension UpdateField {
    private func change(
        _ name: String, checking value: Value, _ make: @escaping @Sendable () throws -> BSONValue
    ) -> Change<Root> {
        change(name, failures: checks?.failures(of: value) ?? [:], make)
    }

    /// - Parameter found: failures of the new value, by their paths inside the field.
    private func change(
        _ name: String, failures found: Failures = Failures(), _ make: @escaping @Sendable () throws -> BSONValue
    ) -> Change<Root> {
        let field = self.name
        let failures = field.map { field in found.renamed { field + $0 } } ?? Failures()
        return Change(
            make: {
                guard let field else { throw DocumentError(.unknownField) }
                guard field != "_id" else { throw DocumentError(.missingKey) }
                return (name, field, try make())
            }, failures: failures)
    }

    /// The failures of embedded documents that are added to a list.
    private static func failures<Element>(of elements: [Element]) -> Failures {
        (elements as? any EmbeddedList)?.embeddedFailures ?? [:]
    }

    private static func encode(_ value: some Encodable) throws -> BSONValue {
        try BSONEncoder(keyStrategy: .snakeCase).encodeValue(value)
    }
}

extension UpdateField where Value: Encodable & Sendable {
    /// Gives it a value, which must keep the field's rules.
    public func set(_ value: Value) -> Change<Root> {
        change("$set", checking: value) { try Self.encode(value) }
    }

    /// Gives it a value, which must keep the field's rules, where an upsert makes the document; else it stays.
    public func setOnInsert(_ value: Value) -> Change<Root> {
        change("$setOnInsert", checking: value) { try Self.encode(value) }
    }

    /// Gives it a value where it has none or a greater one.
    public func min(_ value: Value) -> Change<Root> where Value: Comparable {
        change("$min", checking: value) { try Self.encode(value) }
    }

    /// Gives it a value where it has none or a smaller one.
    public func max(_ value: Value) -> Change<Root> where Value: Comparable {
        change("$max", checking: value) { try Self.encode(value) }
    }
}

extension UpdateField where Presence == MayBeAbsent {
    /// Takes its value away, unless the field's rules require one.
    public func unset() -> Change<Root> {
        change("$unset", failures: checks?.failures(of: nil) ?? [:]) { "" }
    }

    /// Gives it a value, which must keep the field's rules, or for nil takes its value away.
    public func set(_ value: Value?) -> Change<Root> where Value: Encodable & Sendable {
        value.map { set($0) } ?? unset()
    }
}

extension UpdateField where Value: Numeric & BSONConvertible & Sendable {
    /// Adds to it; an absent one counts as 0. Rules are not checked: the server knows the sum, we do not.
    public func inc(_ amount: Value) -> Change<Root> { change("$inc") { try amount.bsonValue() } }
}

extension UpdateField where Value == Date {
    /// Gives it the server's time.
    public func currentDate() -> Change<Root> { change("$currentDate") { true } }
}

extension UpdateField {
    /// Adds a value at the end of the list; an absent one is made.
    public func push<Element: Encodable & Sendable>(_ element: Element) -> Change<Root> where Value == [Element] {
        change("$push", failures: Self.failures(of: [element])) { try Self.encode(element) }
    }

    /// Adds values at the end of the list, in order; an absent one is made.
    public func push<Element: Encodable & Sendable>(contentsOf elements: [Element]) -> Change<Root>
    where Value == [Element] {
        change("$push", failures: Self.failures(of: elements)) { ["$each": try Self.encode(elements)] }
    }

    /// Adds a value to the list unless it holds it; an absent one is made.
    public func addToSet<Element: Encodable & Sendable>(_ element: Element) -> Change<Root> where Value == [Element] {
        change("$addToSet", failures: Self.failures(of: [element])) {
            ["$each": .array(BSONArray([try Self.encode(element)]))]
        }
    }

    /// Removes a value from the list, wherever it stands.
    public func pull<Element: BSONConvertible & Sendable>(_ element: Element) -> Change<Root> where Value == [Element] {
        change("$pull") { ["$eq": try element.bsonValue()] }
    }

    /// Removes the embedded documents of the list that match a condition.
    public func pull<Element: EmbeddedDocument>(
        where condition: (EmbeddedFields<Root, Element>) -> Query<Root>
    ) -> Change<Root> where Value == [Element] {
        let query = condition(EmbeddedFields())
        return change("$pull") { .document(try query.filter()) }
    }
}
