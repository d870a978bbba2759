import GatehouseBSON
import GatehouseMongo

extension AsideStore {
    func insertMany(_ documents: [BSONDocument], ordered: Bool) async throws {
        do {
            try await base.insertMany(documents.map(split(_:)).map(\.document), ordered: ordered)
        } catch let error as MongoError {
            let refused = error.writeErrors.map(\.index)
            guard let first = refused.min() else { throw error }
            for (place, document) in documents.enumerated() where ordered ? place < first : !refused.contains(place) {
                try await keep(document)
            }
            throw error
        }
        for document in documents { try await keep(document) }
    }

    /// The document first: should this end in between, an account has less than it was given, never more.
    func insertOnce(_ document: BSONDocument) async throws {
        try await base.insertOnce(split(document).document)
        do {
            try await keep(document)
        } catch let error as MongoError where error.mayHaveHappened {
            try await keep(document)
        }
    }

    func updateOne(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool
    ) async throws -> MongoCollection.UpdateResult {
        guard let parts = try aside(filter, update, upsert) else {
            return try await base.updateOne(filter, update, upsert: upsert)
        }
        let isChanged = try await change(filter, parts)
        return MongoCollection.UpdateResult(matched: isChanged ? 1 : 0, modified: isChanged ? 1 : 0)
    }

    func updateMany(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool
    ) async throws -> MongoCollection.UpdateResult {
        guard let parts = try aside(filter, update, upsert) else {
            return try await base.updateMany(filter, update, upsert: upsert)
        }
        var count = 0
        for id in try await keys(filter) where try await change(Self.adding([("_id", ["$eq": id])], to: filter), parts)
        {
            count += 1
        }
        return MongoCollection.UpdateResult(matched: count, modified: count)
    }

    func findOneAndUpdate(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool, returning: MongoCollection.ReturnedDocument,
        sort: BSONDocument?, projection: BSONDocument?
    ) async throws -> BSONDocument? {
        try refuse(filter, sort)
        let parts = try AsideUpdate(update, fields)
        // In one step, which two collections do not have.
        guard parts.isOfDocument else { throw DocumentError(.keptAside, fields: parts.names) }
        let found = try await base.findOneAndUpdate(
            filter, update, upsert: upsert, returning: returning, sort: sort, projection: nil)
        return try await joined([found].compactMap(\.self)).first.map { try BSONShaping.projected($0, projection) }
    }

    func findOneAndDelete(_ filter: BSONDocument, sort: BSONDocument?) async throws -> BSONDocument? {
        try refuse(filter, sort)
        guard let found = try await base.findOneAndDelete(filter, sort: sort) else { return nil }
        let whole = try await joined([found]).first
        if let id = found["_id"] { try await erase(id) }
        return whole
    }

    func deleteMany(_ filter: BSONDocument) async throws -> Int {
        let own = BSONDocument(filter.filter { !fields.has($0.key) }.map { ($0.key, $0.value) })
        let kept = BSONDocument(filter.filter { fields.has($0.key) }.map { ($0.key, $0.value) })
        try refuse(own)
        var count = 0
        if kept.isEmpty {
            let ids = try await keys(own)
            count = try await base.deleteMany(own)
            for id in ids { try await erase(id) }
        } else {
            // What is kept aside is looked at before, what the document has again as it goes.
            for document in try await base.find(own, .init()) {
                guard let id = document["_id"], let whole = try await joined([document]).first,
                    try BSONMatcher.matches(whole, kept)
                else { continue }
                let inside = kept.filter { document[$0.key] != nil }.map { ($0.key, $0.value) }
                count += try await base.deleteMany(Self.adding(inside + [("_id", ["$eq": id])], to: own))
                try await erase(id)
            }
        }
        return count
    }

    /// An update of which something is kept aside; nil for one of the documents alone.
    ///
    /// - Throws: `DocumentError` for a condition on what is kept aside, and for what would make a document.
    private func aside(_ filter: BSONDocument, _ update: BSONDocument, _ upsert: Bool) throws -> AsideUpdate? {
        try refuse(filter)
        let parts = try AsideUpdate(update, fields)
        guard !parts.isOfDocument else { return nil }
        guard !upsert else { throw DocumentError(.keptAside, fields: parts.names) }
        return parts
    }

    /// Changes one document with what is kept of it, and tells whether there is one.
    ///
    /// The condition must hold before and after what is kept aside changes, which is taken back otherwise: nobody is told
    /// of a change to a document that had changed or gone meanwhile, and no row is left of one that is gone.
    private func change(_ filter: BSONDocument, _ update: AsideUpdate) async throws -> Bool {
        var options = MongoCollection.FindOptions()
        options.limit = 1
        options.projection = BSONDocument((Array(fields.names) + [fields.boundTo ?? "_id"]).map { ($0, 1) })
        guard let document = try await base.find(filter, options).first, let id = document["_id"] else { return false }
        let parts = try update.moving { document[$0] != nil || fields.declared.contains($0) }
        var condition = Self.adding([("_id", ["$eq": id])], to: filter)
        if !parts.document.isEmpty {
            guard try await base.updateOne(condition, parts.document, upsert: false).matched > 0 else { return false }
            // The update may have changed what it was conditional on.
            condition = ["_id": ["$eq": id]]
        }
        let row = row(of: document, id)
        let before = try await write(parts, row, id)
        guard try await base.count(condition) > 0 else {
            // Only what is still ours: others may have written other fields of the row.
            let ours = BSONDocument(row + parts.isThere)
            if !parts.ofRow.isEmpty { _ = try await rows.updateOne(ours, parts.undoing(before ?? [:]), upsert: false) }
            try await erase(id)
            return false
        }
        return true
    }

    /// Writes a row, and returns it as it was before.
    private func write(_ parts: AsideUpdate, _ row: [(String, BSONValue)], _ id: BSONValue) async throws
        -> BSONDocument?
    {
        guard !parts.ofRow.isEmpty else { return nil }
        func attempt() async throws -> BSONDocument? {
            try await rows.findOneAndUpdate(
                BSONDocument(row), parts.ofRow, upsert: !parts.values.isEmpty, returning: .before, sort: nil,
                projection: nil)
        }
        do {
            return try await attempt()
        } catch let error as MongoError where error.code == .duplicateKey {
            // Another request made it at the same moment, or it is of a document that had the key before.
            try await removeOthers(row, id)
            return try await attempt()
        }
    }

    /// Stores what a new document has for its row.
    private func keep(_ document: BSONDocument) async throws {
        let kept = split(document).kept
        guard !kept.isEmpty, let id = document["_id"] else { return }
        let row = row(of: document, id)
        // Beforehand: within a transaction an error would end it.
        try await removeOthers(row, id)
        _ = try await write(try AsideUpdate(["$set": .document(kept)], fields), row, id)
    }

    private func removeOthers(_ row: [(String, BSONValue)], _ id: BSONValue) async throws {
        guard let bound = row.first(where: { $0.0 == FieldsAside.Member.bound })?.1.document?["$eq"] else { return }
        _ = try await rows.deleteMany(["_id": ["$eq": id], FieldsAside.Member.bound: ["$ne": bound]])
    }

    /// The filter for a document's row.
    private func row(of document: BSONDocument, _ id: BSONValue) -> [(String, BSONValue)] {
        var filter: [(String, BSONValue)] = [("_id", ["$eq": id])]
        if fields.boundTo != nil { filter.append((FieldsAside.Member.bound, ["$eq": fields.bound(of: document)])) }
        return filter
    }

    /// A new document, and what of it is kept aside.
    private func split(_ document: BSONDocument) -> (document: BSONDocument, kept: BSONDocument) {
        func isKept(_ name: String) -> Bool { fields.names.contains(name) && !fields.declared.contains(name) }
        guard document.keys.contains(where: isKept) else { return (document, [:]) }
        let (kept, own) = (document.filter { isKept($0.key) }, document.filter { !isKept($0.key) })
        return (BSONDocument(own.map { ($0.key, $0.value) }), BSONDocument(kept.map { ($0.key, $0.value) }))
    }

    private func keys(_ filter: BSONDocument) async throws -> [BSONValue] {
        var options = MongoCollection.FindOptions()
        options.projection = ["_id": 1]
        return try await base.find(filter, options).compactMap { $0["_id"] }
    }

    private static func adding(_ more: [(String, BSONValue)], to filter: BSONDocument) -> BSONDocument {
        ["$and": .array(BSONArray([.document(filter), .document(BSONDocument(more))]))]
    }
}
