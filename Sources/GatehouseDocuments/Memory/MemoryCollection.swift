import Foundation
import GatehouseBSON
import GatehouseMongo

/// One collection of a database in memory.
struct MemoryCollection: DocumentStore {
    let database: MemoryDatabase
    let name: String

    func find(_ filter: BSONDocument, _ options: MongoCollection.FindOptions) async throws -> [BSONDocument] {
        try database.with(name) { collection in
            let found = try collection.places(filter, sort: options.sort, options.collation)
            let places = found.dropFirst(max(0, options.skip))
            return try places.prefix(options.limit > 0 ? options.limit : places.count)
                .map { try BSONShaping.projected(collection.documents[$0], options.projection) }
        }
    }

    func reader(
        _ filter: BSONDocument, _ options: MongoCollection.FindOptions, batchSize: Int
    ) -> () async throws -> BSONDocument? {
        var all: ArraySlice<BSONDocument>?
        return {
            if all == nil { all = try await find(filter, options)[...] }
            return all?.popFirst()
        }
    }

    func count(_ filter: BSONDocument) async throws -> Int {
        try database.with(name) { try $0.places(filter).count }
    }

    func insertMany(_ documents: [BSONDocument], ordered: Bool) async throws {
        try database.with(name) { collection in
            for (position, document) in documents.enumerated() { try collection.insert(document, at: position) }
        }
    }

    func updateOne(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool
    ) async throws -> MongoCollection.UpdateResult {
        try database.with(name) { collection in
            try Self.change(&collection, places: collection.places(filter).prefix(1), filter, update, upsert: upsert)
                .result
        }
    }

    func updateMany(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool
    ) async throws -> MongoCollection.UpdateResult {
        try database.with(name) { collection in
            try Self.change(&collection, places: collection.places(filter)[...], filter, update, upsert: upsert).result
        }
    }

    func findOneAndUpdate(
        _ filter: BSONDocument, _ update: BSONDocument, upsert: Bool, returning: MongoCollection.ReturnedDocument,
        sort: BSONDocument?, projection: BSONDocument?
    ) async throws -> BSONDocument? {
        try database.with(name) { collection in
            let places = try collection.places(filter, sort: sort).prefix(1)
            let change = try Self.change(&collection, places: places, filter, update, upsert: upsert)
            return try (returning == .before ? change.before : change.after).map {
                try BSONShaping.projected($0, projection)
            }
        }
    }

    func findOneAndDelete(_ filter: BSONDocument, sort: BSONDocument?) async throws -> BSONDocument? {
        try database.with(name) { collection in
            guard let place = try collection.places(filter, sort: sort).first else { return nil }
            defer { collection.remove([place]) }
            return collection.documents[place]
        }
    }

    func deleteMany(_ filter: BSONDocument) async throws -> Int {
        try database.with(name) { collection in
            let places = try collection.places(filter)
            collection.remove(places)
            return places.count
        }
    }

    func createIndexes(_ indexes: [MongoIndex]) async throws {
        try database.with(name) { collection in for index in indexes { try collection.add(index) } }
    }

    func listIndexes() async throws -> [BSONDocument] {
        database.with(name) { $0.indexes.map(\.specification) }
    }

    func duplicates(_ index: MongoIndex, limit: Int) async throws -> [BSONDocument] {
        try database.with(name) { Array(try $0.duplicates(index).prefix(limit)) }
    }

    private struct Change {
        var result = MongoCollection.UpdateResult(matched: 0, modified: 0)
        var before: BSONDocument?
        var after: BSONDocument?
    }

    private static func change(
        _ collection: inout MemoryDocuments, places: ArraySlice<Int>, _ filter: BSONDocument, _ update: BSONDocument,
        upsert: Bool
    ) throws -> Change {
        let now = Int64(Date().timeIntervalSince1970 * 1000)
        var change = Change()
        var modified = 0
        for place in places {
            let before = collection.documents[place]
            let after = try BSONUpdater.apply(update, to: before, now: now)
            if before != after {
                try collection.replace(place, after)
                modified += 1
            }
            (change.before, change.after) = (before, after)
        }
        if places.isEmpty, upsert {
            let made = try UpsertDocument.make(filter, update, now: now)
            try collection.insert(made)
            change.after = made
            change.result = MongoCollection.UpdateResult(matched: 0, modified: 0, upsertedID: made["_id"])
        } else {
            change.result = MongoCollection.UpdateResult(matched: places.count, modified: modified)
        }
        return change
    }
}
