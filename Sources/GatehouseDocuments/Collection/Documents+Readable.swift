import GatehouseBSON
import GatehouseMongo

/// The documents of a query that fit their type, and what is wrong with the others.
public struct ReadableDocuments<Root: Document>: Sendable {
    /// Those that fit, in the order of the query.
    public internal(set) var documents: [Root] = []
    /// Those that do not: each error has the code `undecodable`, and names the `_id` and the field.
    public internal(set) var unreadable: [DocumentError] = []
}

extension Documents {
    /// The documents that match and fit their type, so that one that does not hides none of the others: for lists that
    /// an operator looks at.
    ///
    /// - Throws: ``DocumentError`` with code `unknownField`; `MongoError`.
    public func findReadable(
        sortedBy order: Order? = nil, skip: Int = 0, limit: Int = 0, _ condition: Condition = { _ in .all }
    ) async throws -> ReadableDocuments<Root> {
        var found = ReadableDocuments<Root>()
        for document in try await store.find(try filter(condition), try options(order, skip, limit)) {
            do {
                found.documents.append(try schema.read(document))
            } catch let error as DocumentError {
                found.unreadable.append(error)
            }
        }
        return found
    }

    /// Goes through all documents, and hands out what is wrong with each that does not fit its type.
    ///
    /// - Returns: how many documents there are.
    /// - Throws: `MongoError`; what the body throws.
    public func check(_ body: (DocumentError) throws -> Void) async throws -> Int {
        try await check(unreadable: body) { _ in }
    }

    /// The same, and hands out the documents that fit, too.
    package func check(
        unreadable: (DocumentError) throws -> Void, readable: (Root) throws -> Void
    ) async throws -> Int {
        let read = store.reader([:], MongoCollection.FindOptions(), batchSize: 100)
        var count = 0
        while let document = try await read() {
            count += 1
            let found: Root
            do {
                found = try schema.read(document)
            } catch let error as DocumentError {
                try unreadable(error)
                continue
            }
            try readable(found)
        }
        return count
    }
}
