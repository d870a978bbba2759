import GatehouseBSON
import GatehouseMongo

extension Documents {
    /// Changes a document that was read before, and writes only the fields that differ.
    ///
    /// ```swift
    /// try await users.update(&user) { $0.firstName = "Ada" }
    /// ```
    ///
    /// - Returns: whether the document is still there. Nothing is sent when nothing differs.
    /// - Throws: ``DocumentError`` with code `invalid` when a rule is broken, `duplicate` when another document holds a
    ///   unique value; `MongoError`. The document stays as it was then.
    @discardableResult
    public func update(_ document: inout Root, _ change: (inout Root) throws -> Void) async throws -> Bool {
        var changed = document
        try change(&changed)
        guard let id = document.id, changed.id == id else { throw DocumentError(.missingKey) }
        try validate(changed)
        let update = Self.difference(from: try schema.encode(document), to: try schema.encode(changed))
        guard !update.isEmpty else { return true }
        do {
            let result = try await collection.updateOne(["_id": try id.bsonValue()], update)
            if result.matched > 0 { document = changed }
            return result.matched > 0
        } catch let error as MongoError where error.code == .duplicateKey {
            throw DocumentError(.duplicate, fields: error.duplicateKey?.fields ?? [])
        }
    }

    /// The update that makes one document into the other.
    private static func difference(from old: BSONDocument, to new: BSONDocument) -> BSONDocument {
        var before = Dictionary(old.map { ($0.key, $0.value) }, uniquingKeysWith: { first, _ in first })
        var set: [(String, BSONValue)] = []
        for (key, value) in new where BSONDocument([("", value)]) != before.removeValue(forKey: key).map({ ["": $0] }) {
            set.append((key, value))
        }
        var update: [(String, BSONValue)] = []
        if !set.isEmpty { update.append(("$set", .document(BSONDocument(set)))) }
        if !before.isEmpty {
            update.append(("$unset", .document(BSONDocument(before.keys.sorted().map { ($0, "") }))))
        }
        return BSONDocument(update)
    }
}
