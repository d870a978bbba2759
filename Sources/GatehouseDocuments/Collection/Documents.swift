public import GatehouseBSON
import GatehouseMessages
public import GatehouseMongo

/// The stored documents of one type.
public struct Documents<Root: Document>: Sendable {
    let store: any DocumentStore
    /// The counters of sequences.
    public let sequences: Sequences
    let schema: Schema<Root>
    let keys: KeySource<Root>
    private let loader: KeyLoader<Root>

    /// The documents of a client's default database.
    public init(_ type: Root.Type = Root.self, client: MongoClient) { self.init(type, in: .mongo(client)) }

    /// The documents of a database.
    public init(_ type: Root.Type = Root.self, in database: DocumentDatabase) {
        store = database.store(Root.collection)
        let schema = Root.schema
        self.schema = schema
        sequences = Sequences(in: database, layout: schema.primaryKey.strategy.sequenceLayout)
        keys = KeySource(sequences: sequences, store: store, strategy: schema.primaryKey.strategy)
        loader = KeyLoader(store: store, schema: schema)
    }

    /// The same documents, as part of a transaction. Counters are not part of it: a number is used up even when the
    /// transaction comes to nothing, and nobody waits for another's.
    public func `in`(_ transaction: MongoTransaction) -> Documents {
        `in`(.transaction(transaction))
    }

    /// The same documents in a database that is part of ``DocumentDatabase/atomically(_:)``; counters are not, as above.
    package func `in`(_ database: DocumentDatabase) -> Documents {
        let same = aside.map { database.keeping($0, of: Root.collection) } ?? database
        return Documents(store: same.store(Root.collection), keys: keys, schema: schema)
    }

    private init(store: any DocumentStore, keys: KeySource<Root>, schema: Schema<Root>) {
        self.store = store
        self.keys = keys
        sequences = keys.sequences
        self.schema = schema
        loader = KeyLoader(store: store, schema: schema)
    }

    /// The fields that are kept in another collection; nil where all are in the documents.
    package var aside: FieldsAside? { (store as? AsideStore)?.fields }

    /// Removes what another collection keeps of a document that is gone.
    package func eraseAside(of id: Root.ID) async throws {
        try await (store as? AsideStore)?.erase(try id.bsonValue())
    }

    /// Stores a new document, giving it a primary key if it has none.
    ///
    /// - Throws: ``DocumentError`` with code `invalid` when a rule is broken, `duplicate` when another document holds
    ///   the key or a unique value; `MongoError`; what the document's hooks throw.
    public func insert(_ document: inout Root) async throws {
        try await insert(&document) { _ in }
    }

    /// Stores a new document whose rules were checked already; they are checked again only when the document's hook
    /// changes it.
    ///
    /// - Throws: as ``insert(_:)``.
    package func insertChecked(_ document: inout Root) async throws {
        try await insert(&document, isChecked: true) { _ in }
    }

    /// - Parameters:
    ///   - isChecked: whether the rules were checked already.
    ///   - stored: learns what is stored, before the hook that may throw.
    func insert(_ document: inout Root, isChecked: Bool = false, _ stored: (Root) -> Void) async throws {
        var new = document
        let before = isChecked ? try schema.encode(new) : nil
        try await new.willSave(.insert)
        if let before, try schema.encode(new) == before {} else { try validate(new) }
        try await Self.namingDuplicates {
            if new.id != nil { return try await store.insertOnce(try schema.encodeNew(new)) }
            try await keys.storing { key in
                new.id = key
                // With its key, so that an attempt made again does not store it twice.
                document.id = key
                let encoded = try schema.encodeNew(new)
                do {
                    try await store.insertOnce(encoded)
                } catch let error as MongoError where error.isTakenKey {
                    document.id = nil
                    throw error
                }
            }
        }
        document = new
        stored(new)
        try await new.didSave(.insert)
    }

    /// Stores new documents in one call, or those before the first that is refused.
    ///
    /// - Throws: as ``insert(_:)``; `failures` name the documents by their place, as `3.title`, and of duplicates
    ///   ``DocumentError/place`` says which one was refused.
    public func insert(contentsOf documents: inout [Root]) async throws {
        var new = documents
        var failures = Failures()
        for place in new.indices {
            try await new[place].willSave(.insert)
            failures.add(schema.failures(of: new[place]).renamed { "\(place).\($0)" })
        }
        guard failures.isEmpty else { throw DocumentError(.invalid, failures: failures) }
        let counted = new.indices.filter { new[$0].id == nil }
        for place in counted { new[place].id = try await givenKey() }
        var stored = 0
        var tries = 0
        while true {
            let encoded = try new[stored...].map(schema.encodeNew)
            // With their keys, so that an attempt made again stores none of them twice.
            documents = new
            do {
                try await store.insertMany(encoded, ordered: true)
                break
            } catch let error as MongoError where error.code == .duplicateKey {
                let place = stored + (error.writeErrors.first?.index ?? 0)
                guard error.isTakenKey, counted.contains(place), tries < KeySource<Root>.tries,
                    try await keys.catchUp()
                else { throw DocumentError(duplicate: error, place: place) }
                stored = place
                tries += 1
                for place in counted where place >= stored { new[place].id = try await givenKey() }
            }
        }
        for document in new { try await document.didSave(.insert) }
    }

    /// The document of a key, or nil. Keys that are asked for at the same time share one query.
    ///
    /// - Throws: ``DocumentError`` with code `undecodable` when it is not of this type; `MongoError`.
    public func find(_ id: Root.ID) async throws -> Root? {
        try await loader.load(id)
    }

    /// The first document whose field has a value, or nil.
    ///
    /// - Throws: ``DocumentError`` with code `undecodable` when it is not of this type; `MongoError`.
    public func first(_ field: String, equals value: some BSONConvertible) async throws -> Root? {
        var options = MongoCollection.FindOptions()
        options.limit = 1
        return try await store.find([stored(field): ["$eq": try value.bsonValue()]], options).first.map(schema.read)
    }

    /// The documents whose field has one of several values.
    package func find(_ field: String, in values: [String]) async throws -> [Root] {
        try await store.find(.anyOf(values.map(BSONValue.string), in: stored(field)), .init()).map(schema.read)
    }

    /// Sets fields of the document of a key, by their names in the store and whatever their rules say, and tells whether
    /// there is one.
    ///
    /// - Parameter condition: values that the document must still have.
    /// - Throws: ``DocumentError`` with code `duplicate`; `MongoError`.
    @discardableResult
    package func set(
        _ values: [String: BSONValue], of id: Root.ID, where condition: [String: BSONValue] = [:]
    ) async throws -> Bool {
        let filter: [(String, BSONValue)] =
            [("_id", try id.bsonValue())] + condition.map { ($0.key, ["$eq": $0.value]) }
        var update: [(String, BSONValue)] = [
            ("$set", .document(BSONDocument(values.map { ($0.key, $0.value) })))
        ]
        if let version = schema.version { update.append(("$inc", [version.name: 1])) }
        return try await Self.namingDuplicates {
            try await store.updateOne(BSONDocument(filter), BSONDocument(update), upsert: false).matched > 0
        }
    }

    /// Takes fields of the document of a key away, by their names in the store, and tells whether there is one.
    @discardableResult
    package func unset(_ fields: [String], of id: Root.ID) async throws -> Bool {
        var update: [(String, BSONValue)] = [("$unset", .document(BSONDocument(fields.map { ($0, "") })))]
        if let version = schema.version { update.append(("$inc", [version.name: 1])) }
        return try await store.updateOne(["_id": try id.bsonValue()], BSONDocument(update), upsert: false).matched > 0
    }

    /// Removes a document, and tells whether it was there.
    ///
    /// - Throws: ``DocumentError`` with code `missingKey` for one that was never stored, `conflict` when the schema has a
    ///   version and somebody else changed the document since it was read; `MongoError`; what the document's hooks throw.
    @discardableResult
    public func delete(_ document: Root) async throws -> Bool {
        guard let id = document.id else { throw DocumentError(.missingKey) }
        try await document.willDelete()
        var filter: BSONDocument = ["_id": try id.bsonValue()]
        if let version = schema.version {
            filter = ["_id": try id.bsonValue(), version.name: .integer(Int64(document[keyPath: version.path]))]
        }
        guard try await store.deleteMany(filter) > 0 else {
            if schema.version != nil, try await store.count(["_id": try id.bsonValue()]) > 0 {
                throw DocumentError(.conflict)
            }
            return false
        }
        try await document.didDelete()
        return true
    }

    /// Removes a document while it still has some values, by their names in the store, and tells whether it did; null
    /// stands for what is missing, too.
    ///
    /// - Throws: `MongoError`; what the document's hooks throw.
    package func delete(_ document: Root, where condition: [String: BSONValue]) async throws -> Bool {
        guard let id = document.id else { throw DocumentError(.missingKey) }
        try await document.willDelete()
        let filter: [(String, BSONValue)] =
            [("_id", try id.bsonValue())] + condition.map { ($0.key, ["$eq": $0.value]) }
        guard try await store.deleteMany(BSONDocument(filter)) > 0 else { return false }
        try await document.didDelete()
        return true
    }

    /// The primary key is stored as `_id`, whatever its property is called.
    package func stored(_ field: String) -> String {
        if field == schema.primaryKey.property { return "_id" }
        return schema.field(field)?.path == schema.primaryKey.path ? "_id" : field
    }

    func validate(_ document: Root) throws {
        let failures = schema.failures(of: document)
        guard failures.isEmpty else { throw DocumentError(.invalid, failures: failures) }
    }

    /// Says which fields a unique index refused.
    static func namingDuplicates<Result>(_ body: () async throws -> Result) async throws -> Result {
        do {
            return try await body()
        } catch let error as MongoError where error.code == .duplicateKey {
            throw DocumentError(duplicate: error)
        }
    }

    private func givenKey() async throws -> Root.ID {
        guard let key = try await keys.next() else { throw DocumentError(.missingKey) }
        return key
    }
}
