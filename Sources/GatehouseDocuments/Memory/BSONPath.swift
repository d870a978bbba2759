import GatehouseBSON
import GatehouseMongo

/// Values at paths such as `address.city` and `lines.0.sku`.
enum BSONPath {
    /// The values at a path: one for each document of a list on the way; none when the field is missing.
    static func values(at path: String, in document: BSONDocument) -> [BSONValue] {
        guard path.utf8.contains(UInt8(ascii: ".")) else { return document[path].map { [$0] } ?? [] }
        return values(at: path.split(separator: ".", omittingEmptySubsequences: false)[...], in: .document(document))
    }

    private static func values(at path: ArraySlice<Substring>, in value: BSONValue) -> [BSONValue] {
        guard let key = path.first else { return [value] }
        switch value {
        case .document(let document):
            return document[String(key)].map { values(at: path.dropFirst(), in: $0) } ?? []
        case .array(let array):
            let elements = array.values
            if let index = Int(key) {
                return elements.indices.contains(index) ? values(at: path.dropFirst(), in: elements[index]) : []
            }
            return elements.flatMap { $0.document.map { values(at: path, in: .document($0)) } ?? [] }
        default: return []
        }
    }

    /// How long a list may become by one update. Source: the server's limit for `$set` beyond the end.
    private static let maximumIndex = 1_500_000

    /// The document with another value at a path, or without it for nil. Documents on the way are made.
    ///
    /// - Parameter change: gets the value that is there, or nil.
    static func changing(
        _ document: BSONDocument, at path: String, _ change: (BSONValue?) throws -> BSONValue?
    ) throws -> BSONDocument {
        let keys = path.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        return try changing(document, at: keys[...], change)
    }

    private static func changing(
        _ document: BSONDocument, at path: ArraySlice<String>, _ change: (BSONValue?) throws -> BSONValue?
    ) throws -> BSONDocument {
        guard let key = path.first else { return document }
        let old = document[key]
        let new = path.count == 1 ? try change(old) : try changing(old, at: path.dropFirst(), change)
        var members: [(String, BSONValue)] = []
        for (name, value) in document {
            if !name.utf8.elementsEqual(key.utf8) {
                members.append((name, value))
            } else if let new {
                members.append((name, new))
            }
        }
        if old == nil, let new { members.append((key, new)) }
        return BSONDocument(members)
    }

    private static func changing(
        _ value: BSONValue?, at path: ArraySlice<String>, _ change: (BSONValue?) throws -> BSONValue?
    ) throws -> BSONValue? {
        switch value {
        case .array(let array)?:
            guard let key = path.first, let index = Int(key), (0..<maximumIndex).contains(index) else {
                throw MongoError(.commandFailed, "a list has no such place")
            }
            var elements = array.values
            while elements.count <= index { elements.append(.null) }
            let inner =
                path.count == 1
                ? try change(elements[index]) : try changing(elements[index], at: path.dropFirst(), change)
            elements[index] = inner ?? .null
            return .array(BSONArray(elements))
        case .document(let document)?: return .document(try changing(document, at: path, change))
        case .some(let value):
            // The server refuses it, too; taking away what is not there is no fault.
            guard try change(nil) != nil else { return value }
            throw MongoError(.commandFailed, "a value that is no document has no members")
        case nil:
            let made = try changing([:] as BSONDocument, at: path, change)
            return made.isEmpty ? nil : .document(made)
        }
    }
}
