import Foundation
import GatehouseBSON
import GatehouseMessages
public import GatehouseMongo

extension Documents {
    /// Names the changes of an update.
    public typealias Changes = (UpdateFields<Root>) -> [Change<Root>]

    /// Changes a document that was read before, and writes only the fields that differ.
    ///
    /// ```swift
    /// try await users.update(&user) { $0.firstName = "Ada" }
    /// ```
    ///
    /// - Returns: whether the document is still there. Nothing is sent when nothing differs.
    /// - Throws: ``DocumentError`` with code `invalid` when a rule is broken, `duplicate` when another document holds a
    ///   unique value, `conflict` when the schema has a version and somebody else changed the document since it was
    ///   read; `MongoError`; what the document's hooks throw. The document stays as it was then.
    @discardableResult
    public func update(_ document: inout Root, _ change: (inout Root) throws -> Void) async throws -> Bool {
        var changed = document
        try change(&changed)
        return try await write(changed, over: try schema.encode(document)) { document = $0 }
    }

    /// Changes the documents that match, in the database, and tells how many matched.
    ///
    /// ```swift
    /// try await users.update({ $0.isActive == true }) { [$0.visits.inc(1), $0.lastSeen.currentDate()] }
    /// ```
    ///
    /// - Throws: ``DocumentError`` with code `invalid` when a new value breaks a rule of its field, `duplicate` when a
    ///   unique value is taken, `unknownField`; `MongoError`.
    @discardableResult
    public func update(_ condition: Condition, _ changes: Changes) async throws -> Int {
        let filter = try filter(condition)
        guard let update = try update(changes) else { return try await store.count(filter) }
        return try await Self.namingDuplicates {
            try await store.updateMany(filter, update, upsert: false).matched
        }
    }

    /// Changes one document, in one step that nobody else can come between, and returns it.
    ///
    /// ```swift
    /// let job = try await jobs.modify({ $0.state == "new" }, sortedBy: { [$0.queuedAt.ascending] }) {
    ///     [$0.state.set("running"), $0.startedAt.currentDate()]
    /// }
    /// ```
    ///
    /// - Parameters:
    ///   - order: which of several is changed: the first by these properties.
    ///   - upsert: whether to make the document when none matches, of the values that the condition says are equal and
    ///     the changes.
    ///   - returning: the document as it was, or as it is then.
    /// - Returns: nil when none matched and none was made, and with `.before` when it was made.
    /// - Throws: as ``update(_:_:)-(Condition,_)``; with `upsert` also ``DocumentError`` with code `invalid` when the
    ///   document to be made lacks a required value, and `DecodingError` when it would not be of this type.
    @discardableResult
    public func modify(
        _ condition: Condition, sortedBy order: Order? = nil, upsert: Bool = false,
        returning: MongoCollection.ReturnedDocument = .after, _ changes: Changes
    ) async throws -> Root? {
        let filter = try filter(condition)
        guard let update = try update(changes) else { return try await first(sortedBy: order, condition) }
        let sort = try options(order).sort
        func change(_ update: BSONDocument, upsert: Bool) async throws -> Root? {
            try await store.findOneAndUpdate(
                filter, update, upsert: upsert, returning: returning, sort: sort, projection: nil
            ).map(schema.read)
        }
        let found = try await Self.namingDuplicates { try await change(update, upsert: false) }
        // Only a document that may have to be made needs a key, and to be whole.
        guard upsert, found == nil else { return found }
        return try await Self.namingDuplicates {
            if try UpsertDocument.equals("_id", filter) {
                return try await change(try completed(update, for: filter, key: nil), upsert: true)
            }
            return try await keys.storing { key in
                try await change(try completed(update, for: filter, key: key), upsert: true)
            }
        }
    }

    /// Removes one document and returns it, in one step: of many callers one gets it.
    ///
    /// - Throws: ``DocumentError`` with code `unknownField`, or `undecodable` when it is not of this type; `MongoError`.
    public func take(sortedBy order: Order? = nil, _ condition: Condition) async throws -> Root? {
        try await store.findOneAndDelete(try filter(condition), sort: try options(order).sort).map(schema.read)
    }

    /// Writes what differs between a stored document and a changed one; false when it is not there any more.
    ///
    /// - Parameter written: learns the document as it is stored, before the hook that may throw.
    func write(_ changed: Root, over stored: BSONDocument, _ written: (Root) -> Void) async throws -> Bool {
        var changed = changed
        guard let key = stored["_id"], let id = try changed.id?.bsonValue(), id == key else {
            throw DocumentError(.missingKey)
        }
        let unhooked = try schema.encode(changed)
        try schema.checkNames(of: changed, in: unhooked)
        guard !DocumentDifference.update(from: stored, to: unhooked).isEmpty else { return true }
        try await changed.willSave(.update)
        try validate(changed, over: stored)
        // The hook may have undone the change; an update of nothing would not be an update.
        var update = DocumentDifference.update(from: stored, to: try schema.encode(changed))
        guard !update.isEmpty else {
            written(changed)
            return true
        }
        var filter: BSONDocument = ["_id": id]
        if let version = schema.version {
            guard let old = stored[version.name] else { throw DocumentError(.misnamedField, fields: [version.name]) }
            filter = ["_id": id, version.name: old]
            changed[keyPath: version.path] += 1
            update = DocumentDifference.update(from: stored, to: try schema.encode(changed))
        }
        let result = try await Self.namingDuplicates { try await store.updateOne(filter, update, upsert: false) }
        guard result.matched > 0 else {
            if schema.version != nil, try await store.count(["_id": id]) > 0 { throw DocumentError(.conflict) }
            return false
        }
        written(changed)
        try await changed.didSave(.update)
        return true
    }

    /// What was stored before a rule came, or by another program, and stays as it is, is not this change's fault.
    private func validate(_ changed: Root, over stored: BSONDocument) throws {
        let failures = schema.failures(of: changed)
        guard !failures.isEmpty else { return }
        let before = schema.failures(of: try schema.read(stored))
        let encoded = try schema.encode(changed)
        let own = failures.fields.filter { field in
            let name = String(field.prefix { $0 != "." })
            return encoded[name] != stored[name] || before[field] != failures[field]
        }
        guard own.isEmpty, failures.ofWhole.isEmpty else { throw DocumentError(.invalid, failures: failures) }
    }

    /// The update of changes, with the version counted on; nil for no changes.
    private func update(_ changes: Changes) throws -> BSONDocument? {
        var list = changes(UpdateFields(schema: schema))
        guard !list.isEmpty else { return nil }
        if let version = schema.version {
            list.append(Change(make: { ("$inc", version.name, 1) }, failures: [:]))
        }
        return try Change.update(list)
    }

    /// The update with a primary key for the document that an upsert may make, which is checked beforehand.
    private func completed(
        _ update: BSONDocument, for filter: BSONDocument, key: Root.ID?
    ) throws -> BSONDocument {
        var update = update
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        var made = try UpsertDocument.make(filter, update, now: now)
        for field in schema.fields {
            guard let initial = try field.initialValue?(), made[field.name] == nil else { continue }
            update = try BSONPath.changing(update, at: "$setOnInsert.\(field.name)") { _ in initial }
        }
        if let key {
            update = try BSONPath.changing(update, at: "$setOnInsert._id") { _ in try? key.bsonValue() }
        }
        made = try UpsertDocument.make(filter, update, now: now)
        try validate(try schema.decode(made))
        return update
    }
}
