import Foundation
import GatehouseBSON
import GatehouseMongo
import Synchronization

/// Collections in memory.
final class MemoryDatabase: Sendable {
    private struct State: Sendable {
        var collections: [String: MemoryDocuments]
        /// What was read or changed.
        var touched: Set<String> = []

        func documents(_ name: String) -> [BSONDocument] { collections[name]?.documents ?? [] }
    }
    private let state: Mutex<State>

    init() { state = Mutex(State(collections: [:])) }

    private init(_ collections: [String: MemoryDocuments]) { state = Mutex(State(collections: collections)) }

    /// Reads or changes a collection while nobody else does.
    func with<Result>(_ name: String, _ body: (inout MemoryDocuments) throws -> Result) rethrows -> Result {
        try state.withLock { state in
            state.touched.insert(name)
            return try body(&state.collections[name, default: MemoryDocuments()])
        }
    }

    /// Changes a copy, which takes the place of the collections that it touched if nobody changed them meanwhile; else it
    /// begins anew with what is there then.
    func atomically(_ body: (MemoryDatabase) async throws -> Void) async throws {
        while true {
            let before = state.withLock { $0 }
            let copy = MemoryDatabase(before.collections)
            try await body(copy)
            let after = copy.state.withLock { $0 }
            let isDone = state.withLock { now in
                guard after.touched.allSatisfy({ now.documents($0) == before.documents($0) }) else { return false }
                for name in after.touched { now.collections[name] = after.collections[name] }
                return true
            }
            if isDone { return }
            try Task.checkCancellation()
        }
    }
}

/// The documents of a collection, in the order they came, and its indexes.
struct MemoryDocuments: Sendable {
    private(set) var documents: [BSONDocument] = []
    private(set) var indexes: [MongoIndex] = []

    /// The places of the documents that match, sorted.
    func places(
        _ filter: BSONDocument, sort: BSONDocument? = nil, _ collation: MongoCollation? = nil
    ) throws -> [Int] {
        let folds = BSONFolding.folds(collation)
        let filter = folds ? BSONFolding.folded(filter) : filter
        let found = try documents.indices.filter { place in
            try BSONMatcher.matches(folds ? BSONFolding.folded(documents[place]) : documents[place], filter)
        }
        guard let sort else { return found }
        let marked = found.map { place in
            BSONDocument(documents[place].map { ($0.key, $0.value) } + [("$place", .integer(Int64(place)))])
        }
        return BSONShaping.sorted(marked, by: sort).compactMap { $0["$place"]?.integer.map(Int.init) }
    }

    mutating func insert(_ document: BSONDocument, at position: Int = 0) throws {
        try checkUnique(document, except: nil, at: position)
        documents.append(document)
    }

    mutating func replace(_ place: Int, _ document: BSONDocument) throws {
        try checkUnique(document, except: place)
        documents[place] = document
    }

    mutating func remove(_ places: [Int]) {
        for place in places.sorted(by: >) { documents.remove(at: place) }
    }

    mutating func add(_ index: MongoIndex) throws {
        guard !indexes.contains(where: { $0.name == index.name }) else { return }
        if index.isUnique, let shared = try duplicates(index).first {
            _ = shared
            throw MongoError(duplicateOn: index.name, fields: index.keys.keys)
        }
        indexes.append(index)
    }

    /// The values that several documents share, most shared first.
    func duplicates(_ index: MongoIndex) throws -> [BSONDocument] {
        var counts: [BSONDocument: Int64] = [:]
        for document in documents {
            for key in try keys(of: document, index) { counts[key, default: 0] += 1 }
        }
        return counts.filter { $0.value > 1 }.sorted { $0.value > $1.value }
            .map { ["_id": .document($0.key), "count": .integer($0.value)] }
    }

    private func checkUnique(_ document: BSONDocument, except place: Int?, at position: Int = 0) throws {
        var primary = MongoIndex(["_id": 1], name: "_id_")
        primary.isUnique = true
        for index in [primary] + indexes.filter(\.isUnique) {
            let wanted = Set(try keys(of: document, index))
            for (other, stored) in documents.enumerated() where other != place {
                if try keys(of: stored, index).contains(where: wanted.contains) {
                    throw MongoError(duplicateOn: index.name, fields: index.keys.keys, at: position)
                }
            }
        }
    }

    /// The values that an index holds for a document: one for each element of a list; none outside a partial index.
    private func keys(of document: BSONDocument, _ index: MongoIndex) throws -> [BSONDocument] {
        if let filter = index.partialFilter, try !BSONMatcher.matches(document, filter) { return [] }
        let ignoresCase = BSONFolding.folds(index.collation)
        var keys: [BSONDocument] = [[:]]
        for field in index.keys.keys {
            let there = BSONPath.values(at: field, in: document)
            let isList = there.contains { $0.array != nil }
            let found = there.flatMap { $0.array?.values ?? [$0] }
            keys = keys.flatMap { key in
                values(found, isList: isList).map { value in
                    BSONDocument(key.map { ($0.key, $0.value) } + [(field, Self.normal(value, ignoresCase))])
                }
            }
        }
        return Array(Set(keys))
    }

    /// A missing value counts as null, an empty list as a value of its own.
    private func values(_ found: [BSONValue], isList: Bool) -> [BSONValue] {
        found.isEmpty ? [isList ? .undefined : .null] : found
    }

    /// Numbers that are the same share one form, texts of a case-blind index one case.
    private static func normal(_ value: BSONValue, _ ignoresCase: Bool) -> BSONValue {
        if ignoresCase, value.string != nil { return BSONFolding.folded(value) }
        return LookupKey.normal(value)
    }
}
