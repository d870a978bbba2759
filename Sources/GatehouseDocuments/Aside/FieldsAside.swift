import GatehouseBSON

/// Fields of a collection's documents that are kept in another collection, under the same `_id`: for documents that
/// another program reads too, and in which it finds nothing that it did not declare.
///
/// Documents are read with both in one query. A field that a document has itself counts and stays there.
public struct FieldsAside: Sendable, Hashable {
    /// The fields, by their names in the store: optional ones, without unique values.
    public var names: Set<String>
    /// Those of them that the other program declares by now: what is written goes to the document, and what is kept aside
    /// counts until then.
    public var declared: Set<String>
    /// The collection in which they are kept.
    public var collection: String
    /// A field of the document that never changes, as the time at which it was made: what is kept aside counts only for the
    /// document with that value. So nobody inherits from an account that the other program removed and whose key comes
    /// again. Nil where keys never come again.
    public var boundTo: String?

    /// Fields that are kept in a collection.
    public init(_ names: Set<String>, declared: Set<String> = [], in collection: String, boundTo: String? = nil) {
        self.names = names
        self.declared = declared
        self.collection = collection
        self.boundTo = boundTo
    }
}

extension FieldsAside {
    /// The names of a row's members.
    enum Member {
        static let bound = "bound_to"
        static let values = "values"
        /// Where the rows are while the server joins; no document has such a member.
        static let joined = "__aside"
    }

    /// The stages by which the server reads documents with what is kept aside.
    var stages: [BSONDocument] {
        let isOwn: BSONValue
        if let boundTo {
            isOwn = [
                "$eq": [
                    ["$ifNull": [.string("$$row.\(Member.bound)"), .null]],
                    ["$ifNull": [.string("$\(boundTo)"), .null]],
                ]
            ]
        } else {
            isOwn = true
        }
        let values: BSONValue = [
            "$let": [
                "vars": ["row": ["$arrayElemAt": [.string("$\(Member.joined)"), 0]]],
                "in": ["$cond": [isOwn, .string("$$row.\(Member.values)"), .null]],
            ]
        ]
        return [
            [
                "$lookup": [
                    "from": .string(collection), "localField": "_id", "foreignField": "_id",
                    "as": .string(Member.joined),
                ]
            ],
            // The later counts: what the document has itself.
            ["$replaceWith": ["$mergeObjects": [values, "$$ROOT"]]],
            ["$unset": .string(Member.joined)],
        ]
    }

    /// A document with what a row keeps of it, as the server makes it.
    func merged(_ document: BSONDocument, _ row: BSONDocument?) -> BSONDocument {
        guard let row, isBound(row, to: document), let values = row[Member.values]?.document else { return document }
        let added = values.filter { document[$0.key] == nil }.map { ($0.key, $0.value) }
        return BSONDocument(added + document.map { ($0.key, $0.value) })
    }

    /// The value to which a document's row is bound.
    func bound(of document: BSONDocument) -> BSONValue { boundTo.flatMap { document[$0] } ?? .null }

    private func isBound(_ row: BSONDocument, to document: BSONDocument) -> Bool {
        boundTo == nil || (row[Member.bound] ?? .null) == bound(of: document)
    }

    /// Whether a path of a filter, an order or an update is of a field that is kept aside.
    func has(_ path: String) -> Bool { names.contains(String(path.prefix { $0 != "." })) }

    /// Whether a filter names a field that is kept aside, at any depth.
    func isNamed(in filter: BSONDocument) -> Bool {
        filter.contains { key, value in
            if !key.hasPrefix("$") { return has(key) }
            return value.array?.values.contains { $0.document.map(isNamed) ?? false } ?? false
        }
    }
}

extension Schema {
    /// Makes sure that the fields can be kept aside.
    ///
    /// - Throws: ``DocumentError`` with code `unknownField` for one that the schema does not declare, `keptAside` for one
    ///   that every document must have, or by which the database tells documents apart.
    package func check(_ aside: FieldsAside) throws {
        let unknown = aside.names.union([aside.boundTo].compactMap(\.self)).filter { field($0) == nil }
        guard unknown.isEmpty else {
            throw DocumentError(.unknownField, fields: unknown.sorted(), collection: Root.collection)
        }
        let needed = aside.names.filter { name in
            guard let field = field(name) else { return true }
            return !field.isOptional || field.traits.isUnique || field.path == primaryKey.path || name == aside.boundTo
        }
        guard needed.isEmpty else {
            throw DocumentError(.keptAside, fields: needed.sorted(), collection: Root.collection)
        }
    }
}
