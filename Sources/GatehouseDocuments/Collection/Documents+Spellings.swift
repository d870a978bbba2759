import GatehouseBSON
import GatehouseMongo

/// Texts that other programs stored in spellings of their own.
extension Documents {
    /// The documents whose field has one of several values, upper or lower case.
    ///
    /// Fast with an index of the collation `.caseInsensitive`, whose first field it is.
    package func find(_ field: String, inAnyCase values: [String]) async throws -> [Root] {
        var options = MongoCollection.FindOptions()
        options.collation = .caseInsensitive
        return try await store.find(.anyOf(values.map(BSONValue.string), in: stored(field)), options).map(schema.read)
    }

    /// The keys of the documents whose field has one of several values, upper or lower case, with the texts in it; also of
    /// those that do not fit the type.
    package func keys(_ field: String, inAnyCase values: [String]) async throws -> [(id: Root.ID, text: String)] {
        var options = MongoCollection.FindOptions()
        let name = stored(field)
        (options.collation, options.projection) = (.caseInsensitive, [name: 1])
        return try await store.find(.anyOf(values.map(BSONValue.string), in: name), options).compactMap { document in
            guard let key = document["_id"], let text = document[name]?.string else { return nil }
            return (try Root.ID(bsonValue: key), text)
        }
    }

    /// How many documents have a text in a field that matches a pattern.
    package func count(_ field: String, matching pattern: String) async throws -> Int {
        try await store.count([stored(field): ["$regex": .string(pattern)]])
    }

    /// Goes through the keys and the texts of a field that matches a pattern, one by one.
    package func texts(
        _ field: String, matching pattern: String, _ body: (Root.ID, String) async throws -> Void
    ) async throws {
        let name = stored(field)
        var options = MongoCollection.FindOptions()
        options.projection = [name: 1]
        let read = store.reader([name: ["$regex": .string(pattern)]], options, batchSize: 100)
        while let document = try await read() {
            guard let key = document["_id"], let text = document[name]?.string else { continue }
            try await body(try Root.ID(bsonValue: key), text)
        }
    }
}
