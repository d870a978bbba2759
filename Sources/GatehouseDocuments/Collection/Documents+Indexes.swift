import GatehouseBSON
import GatehouseMongo

/// What is there of the indexes that a schema asks for.
public struct IndexReport: Sendable, Hashable {
    /// The names of those that were made now.
    public internal(set) var made: [String] = []
    /// The names of those that were there.
    public internal(set) var present: [String] = []
    /// Those that are there in another shape, which is left as it is: drop the old one to have it made.
    public internal(set) var differing: [Difference] = []

    /// An index that is there in another shape.
    public struct Difference: Sendable, Hashable, CustomStringConvertible {
        /// Its name in the database.
        public let name: String
        /// The parts that differ, in the server's words, as `unique` or `expireAfterSeconds`.
        public let parts: [String]

        public var description: String { "\(name): \(parts.joined(separator: ", "))" }
    }
}

extension Documents {
    /// The indexes that the schema asks for.
    private func wanted() throws -> [MongoIndex] {
        let unique = schema.fields.filter { $0.traits.isUnique && $0.path != schema.primaryKey.path }.map { field in
            var index = MongoIndex([field.name: 1])
            index.isUnique = true
            // Of documents without a value there may be any number.
            if field.isOptional { index.partialFilter = [field.name: ["$exists": true]] }
            return index
        }
        return unique + (try schema.indexes.map { try $0.resolved(in: schema) })
    }

    /// Makes the indexes of the schema that are not there yet, and tells what is there in another shape.
    ///
    /// - Throws: ``DocumentError`` with code `sharedValues` before a unique index is made over documents that share
    ///   values, which it names in ``DocumentError/duplicates``; `unknownField`; `MongoError`.
    @discardableResult
    public func ensureIndexes() async throws -> IndexReport {
        let found = try await store.listIndexes()
        var report = IndexReport()
        var missing: [MongoIndex] = []
        for index in try wanted() {
            guard let other = found.first(where: { IndexShape.isSamePlace($0, index) }) else {
                missing.append(index)
                continue
            }
            let differences = IndexShape.differences(other, index)
            if differences.isEmpty {
                report.present.append(index.name)
            } else {
                let name = other["name"]?.string ?? index.name
                report.differing.append(IndexReport.Difference(name: name, parts: differences))
            }
        }
        for index in missing where index.isUnique { try await checkNothingShared(index) }
        do {
            try await store.createIndexes(missing)
        } catch let error as MongoError where error.code == .duplicateKey {
            // Somebody stored them since we looked.
            throw DocumentError(.sharedValues, fields: error.duplicateKey?.fields ?? [])
        }
        report.made = missing.map(\.name)
        return report
    }

    /// Makes sure that the unique indexes of the schema are there.
    ///
    /// - Throws: ``DocumentError`` with code `missingIndex`, naming their fields; `MongoError`.
    public func checkIndexes() async throws {
        let wanted = try wanted().filter(\.isUnique)
        guard !wanted.isEmpty else { return }
        let found = try await store.listIndexes()
        let missing = wanted.filter { index in !found.contains { IndexShape.isUnique($0, for: index) } }
        guard missing.isEmpty else { throw DocumentError(.missingIndex, fields: missing.flatMap(\.keys.keys)) }
    }

    private func checkNothingShared(_ index: MongoIndex) async throws {
        let shared = try await store.duplicates(index, limit: 10)
        guard !shared.isEmpty else { return }
        throw DocumentError(
            .sharedValues, fields: index.keys.keys,
            duplicates: shared.map {
                DocumentError.SharedValues(
                    values: $0["_id"]?.document ?? [:], count: Int($0["count"]?.integer ?? 0))
            })
    }
}

extension Index {
    /// The index with the names of the store.
    fileprivate func resolved(in schema: Schema<Root>) throws -> MongoIndex {
        var keys: [(String, BSONValue)] = []
        for part in parts {
            switch part.kind {
            case .field(let path, let direction):
                guard let name = schema.name(of: path) else { throw DocumentError(.unknownField) }
                keys.append((name, .integer(direction)))
            case .fields(let make):
                for order in make(QueryFields(schema: schema)) {
                    guard let name = order.name else { throw DocumentError(.unknownField) }
                    keys.append((name, .integer(order.direction)))
                }
            default: break
            }
        }
        var index = MongoIndex(BSONDocument(keys))
        for part in parts {
            switch part.kind {
            case .field, .fields: break
            case .unique: index.isUnique = true
            case .name(let name): index.name = name
            case .expiring(let time): index.expireAfter = time
            case .partial(let condition): index.partialFilter = try condition(QueryFields(schema: schema)).filter()
            case .collation(let collation): index.collation = collation
            }
        }
        return index
    }
}

/// Compares an index that is there, as the server describes it, with one that is wanted.
enum IndexShape {
    /// Whether the server would take one for the other, or refuse to have both: same name, or same fields and collation.
    static func isSamePlace(_ found: BSONDocument, _ wanted: MongoIndex) -> Bool {
        found["name"]?.string == wanted.name || (hasSameKeys(found, wanted) && hasSameCollation(found, wanted))
    }

    /// The parts in which they differ.
    static func differences(_ found: BSONDocument, _ wanted: MongoIndex) -> [String] {
        var parts: [String] = []
        if !hasSameKeys(found, wanted) { parts.append("key") }
        if (found["unique"]?.bool ?? false) != wanted.isUnique { parts.append("unique") }
        if found["expireAfterSeconds"]?.integer != wanted.expireAfter?.components.seconds {
            parts.append("expireAfterSeconds")
        }
        if found["partialFilterExpression"]?.document != wanted.partialFilter {
            parts.append("partialFilterExpression")
        }
        if !hasSameCollation(found, wanted) { parts.append("collation") }
        if found["sparse"]?.bool == true { parts.append("sparse") }
        return parts
    }

    /// Whether it forbids whatever the wanted one forbids.
    static func isUnique(_ found: BSONDocument, for wanted: MongoIndex) -> Bool {
        let filter = found["partialFilterExpression"]?.document
        return hasSameKeys(found, wanted) && found["unique"]?.bool == true && hasSameCollation(found, wanted)
            && (filter == nil || filter == wanted.partialFilter)
    }

    /// Other programs write a direction as 1.0.
    private static func hasSameKeys(_ found: BSONDocument, _ wanted: MongoIndex) -> Bool {
        guard let keys = found["key"]?.document, keys.keys == wanted.keys.keys else { return false }
        return keys.map(\.value.integer) == wanted.keys.map(\.value.integer)
    }

    /// The server adds what follows from the locale; what was asked for must be there.
    private static func hasSameCollation(_ found: BSONDocument, _ wanted: MongoIndex) -> Bool {
        guard let collation = wanted.collation?.document else { return found["collation"] == nil }
        guard let other = found["collation"]?.document else { return false }
        return collation.allSatisfy { key, value in other[key] == value }
    }
}
