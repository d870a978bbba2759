import GatehouseBSON
import GatehouseMongo

/// Gives new documents their primary keys, and sees to it that they are new.
struct KeySource<Root: Document>: Sendable {
    let sequences: Sequences
    /// The documents outside of any transaction.
    let store: any DocumentStore
    let strategy: KeyStrategy<Root.ID>

    /// A new key; nil where the application assigns them.
    func next() async throws -> Root.ID? {
        switch strategy.source {
        case .assigned: nil
        case .generated(let make): make()
        case .sequence(_, _, let convert): convert(try await sequences.next(counter))
        }
    }

    /// Stores what has a new key, and when another document holds it, moves the counter past the greatest key and tries
    /// again with the next: documents that were imported were not counted.
    ///
    /// - Parameter store: gets a new key at each try.
    func storing<Result>(_ store: (Root.ID) async throws -> Result) async throws -> Result {
        for _ in 0..<Self.tries {
            do {
                return try await store(try await required())
            } catch let error as MongoError where error.isTakenKey {
                guard try await catchUp() else { throw error }
            }
        }
        return try await store(try await required())
    }

    /// Moves the counter past the greatest key that is stored; false where keys are not counted.
    func catchUp() async throws -> Bool {
        guard case .sequence = strategy.source else { return false }
        var options = MongoCollection.FindOptions()
        options.sort = ["_id": -1]
        options.limit = 1
        options.projection = ["_id": 1]
        // Keys that are no numbers are in nobody's way.
        let numbers: BSONDocument = ["_id": ["$gte": .int64(.min), "$lte": .int64(.max)]]
        guard let last = try await store.find(numbers, options).first?["_id"], let number = Self.whole(last) else {
            return false
        }
        try await sequences.advance(counter, to: number)
        return true
    }

    /// Imports may go on while we look.
    static var tries: Int { 3 }

    private func required() async throws -> Root.ID {
        guard let key = try await next() else { throw DocumentError(.missingKey) }
        return key
    }

    private var counter: String {
        guard case .sequence(let name, let layout, _) = strategy.source else { return "" }
        return name ?? layout.defaultName(of: Root.collection)
    }

    private static func whole(_ value: BSONValue) -> Int? {
        if let integer = value.integer { return Int(integer) }
        return BSONOrder.number(value).flatMap { Int(exactly: $0.rounded(.down)) }
    }
}

extension MongoError {
    /// Another document has the primary key.
    var isTakenKey: Bool { code == .duplicateKey && duplicateKey?.fields == ["_id"] }
}
