import GatehouseBSON

/// An update in two: what changes the document, and what changes fields that are kept aside.
struct AsideUpdate {
    /// What changes the document.
    private(set) var document: BSONDocument
    /// New values of fields.
    private(set) var values: [(name: String, value: BSONValue)] = []
    /// Fields that are taken away.
    private(set) var removed: [String] = []

    /// The fields kept aside that it changes.
    var names: [String] { values.map(\.name) + removed }
    /// Whether it changes nothing that is kept aside.
    var isOfDocument: Bool { values.isEmpty && removed.isEmpty }

    /// - Throws: ``DocumentError`` with code `keptAside` for a change that is neither a new value nor none.
    init(_ update: BSONDocument, _ fields: FieldsAside) throws {
        guard update.contains(where: { $0.value.document?.keys.contains(where: fields.has) ?? false }) else {
            document = update
            return
        }
        var operators: [(String, BSONValue)] = []
        for (name, value) in update {
            var kept: [(String, BSONValue)] = []
            for (path, value) in value.document ?? [:] {
                switch (name, fields.has(path), fields.names.contains(path)) {
                case (_, false, _): kept.append((path, value))
                case ("$set", true, true): values.append((path, value))
                case ("$unset", true, true): removed.append(path)
                default: throw DocumentError(.keptAside, fields: [path])
                }
            }
            if !kept.isEmpty { operators.append((name, .document(BSONDocument(kept)))) }
        }
        document = BSONDocument(operators)
    }

    /// The same where some fields are the document's own.
    ///
    /// What goes to the document is taken away from what is kept aside, so that it does not come back one day.
    func moving(_ isOwn: (String) -> Bool) throws -> AsideUpdate {
        var moved = self
        for (name, value) in values where isOwn(name) {
            moved.document = try BSONPath.changing(moved.document, at: "$set.\(name)") { _ in value }
        }
        for name in removed where isOwn(name) {
            moved.document = try BSONPath.changing(moved.document, at: "$unset.\(name)") { _ in "" }
        }
        moved.values = values.filter { !isOwn($0.name) }
        moved.removed = removed + values.map(\.name).filter(isOwn)
        return moved
    }

    /// What it changes of a row.
    var ofRow: BSONDocument {
        var operators: [(String, BSONValue)] = []
        if !values.isEmpty {
            operators.append(("$set", .document(BSONDocument(values.map { (Self.path($0.name), $0.value) }))))
        }
        if !removed.isEmpty {
            operators.append(("$unset", .document(BSONDocument(removed.map { (Self.path($0), "") }))))
        }
        return BSONDocument(operators)
    }

    /// What takes its changes back in a row.
    func undoing(_ before: BSONDocument) -> BSONDocument {
        let old = before[FieldsAside.Member.values]?.document ?? [:]
        var back = self
        back.values = names.compactMap { name in old[name].map { (name, $0) } }
        back.removed = names.filter { old[$0] == nil }
        return back.ofRow
    }

    /// That a row still has the values which it set.
    var isThere: [(String, BSONValue)] { values.map { (Self.path($0.name), ["$eq": $0.value]) } }

    private static func path(_ name: String) -> String { "\(FieldsAside.Member.values).\(name)" }
}
