import GatehouseBSON
import GatehouseMessages

/// One change of one property, for documents that stay in the database: `$0.visits.inc(1)`.
public struct Change<Root: Document>: Sendable {
    let make: @Sendable () throws -> (operator: String, name: String, value: BSONValue)
    /// The failures of a new value, by field.
    let failures: Failures

    /// The update document of several changes.
    ///
    /// - Throws: ``DocumentError`` with code `invalid` when a new value breaks a rule, `unknownField` for a property that
    ///   the schema does not declare, `missingKey` for the primary key, which cannot change,
    ///   `conflictingChanges` when two changes are of one property.
    static func update(_ changes: [Change]) throws -> BSONDocument {
        let failures = changes.reduce(into: Failures()) { all, change in all.add(change.failures) }
        guard failures.isEmpty else { throw DocumentError(.invalid, failures: failures) }
        let made = try changes.map { try $0.make() }
        let names = made.map(\.name)
        for (place, name) in names.enumerated() {
            // The server refuses it, too: it has no order for them.
            let others = names[(place + 1)...]
            if others.contains(where: { $0 == name || $0.hasPrefix(name + ".") || name.hasPrefix($0 + ".") }) {
                throw DocumentError(.conflictingChanges, fields: [name])
            }
        }
        var operators: [(String, [(String, BSONValue)])] = []
        for (name, field, value) in made {
            if let place = operators.firstIndex(where: { $0.0 == name }) {
                operators[place].1.append((field, value))
            } else {
                operators.append((name, [(field, value)]))
            }
        }
        return BSONDocument(operators.map { ($0.0, .document(BSONDocument($0.1))) })
    }
}
