import GatehouseBSON

extension Schema {
    /// Fields whose name is not the one under which their property is stored: indexes on them hold nothing, and queries
    /// by them find nothing.
    ///
    /// A type may read some members only at times. So a field counts as misnamed only where the type reads a member that
    /// no field names.
    func findMisnamed(_ probe: SchemaProbe) -> [String] {
        let declared = Set(fields.map(\.name) + [version?.name, "_id"].compactMap(\.self))
        guard !probe.asked.subtracting(declared).isEmpty else { return [] }
        return fields.filter { $0.path != primaryKey.path && !probe.asked.contains($0.name) }.map(\.name)
            + (version.map { probe.asked.contains($0.name) ? [] : [$0.name] } ?? [])
    }

    /// - Throws: ``DocumentError`` with code `misnamedField`.
    func checkNames() throws {
        let names = facts.misnamed
        guard names.isEmpty else { throw DocumentError(.misnamedField, fields: names, collection: Root.collection) }
    }

    /// Makes sure that what a document has is stored under the names of its fields.
    ///
    /// - Throws: ``DocumentError`` with code `misnamedField`.
    func checkNames(of document: Root, in encoded: BSONDocument) throws {
        try checkNames()
        let names = fields.filter { $0.path != primaryKey.path && (!$0.isOptional || $0.isPresent(in: document)) }
        let missing = (names.map(\.name) + (version.map { [$0.name] } ?? [])).filter { encoded[$0] == nil }
        guard missing.isEmpty else { throw DocumentError(.misnamedField, fields: missing, collection: Root.collection) }
    }

    /// Members without which no document can be made and that neither a default nor somebody gives a value, by their
    /// names in the store.
    ///
    /// - Parameter given: the members that get a value.
    package func unfilled(given: Set<String>) -> [String] {
        let defaults = Set(fields.filter { $0.initialValue != nil }.map(\.name))
        let needed = facts.required + fields.filter(\.traits.isRequired).map(\.name)
        var unfilled: [String] = []
        for name in needed where !given.contains(name) && !defaults.contains(name) && !unfilled.contains(name) {
            unfilled.append(name)
        }
        return unfilled
    }
}

/// What a type tells of its schema when it is asked to read.
final class SchemaFacts: Sendable {
    let misnamed: [String]
    let required: [String]

    init(misnamed: [String], required: [String]) {
        self.misnamed = misnamed
        self.required = required
    }
}
