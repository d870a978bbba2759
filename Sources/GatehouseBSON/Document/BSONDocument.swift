#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#elseif canImport(Darwin)
    import Darwin
#endif

/// An ordered BSON document, held as its bytes.
///
/// Bytes from outside are checked once, by ``init(validating:)``; reading a value afterwards costs a walk over the
/// elements before it and copies nothing but the value. Documents inside share the storage of the outer one.
public struct BSONDocument: Sendable {
    /// How deep documents may nest. Source: MongoDB's own limit of 100 levels.
    public static let maximumDepth = 100

    /// The whole document: length, elements, terminator.
    package var storage: ArraySlice<UInt8>

    package init(trusted storage: ArraySlice<UInt8>) { self.storage = storage }

    /// The empty document.
    public init() { storage = [5, 0, 0, 0, 0] }

    /// The document of these bytes.
    ///
    /// - Throws: ``BSONError`` when a length, a type, a terminator, a depth or the UTF-8 of a text is wrong.
    public init(validating bytes: [UInt8]) throws(BSONError) {
        try BSONValidator.check(bytes[...])
        storage = bytes[...]
    }

    /// The documents that stand one after another in bytes. They share their storage.
    ///
    /// - Throws: ``BSONError`` as for one.
    public static func all(validating bytes: [UInt8]) throws(BSONError) -> [BSONDocument] {
        var documents: [BSONDocument] = []
        var rest = bytes[...]
        while !rest.isEmpty {
            guard rest.count >= 5 else { throw BSONError(.malformed, "a document is cut short") }
            let length = Int(BSONBytes.int32(rest, at: rest.startIndex))
            guard length >= 5, length <= rest.count else {
                throw BSONError(.malformed, "a document's length leaves the bytes")
            }
            let document = rest.prefix(length)
            try BSONValidator.check(document)
            documents.append(BSONDocument(trusted: document))
            rest = rest.dropFirst(length)
        }
        return documents
    }

    /// A document of keys and values, in order. Keys are not checked for being distinct.
    ///
    /// - Precondition: no key holds a NUL; keys from outside go through ``append(_:forKey:)`` instead.
    public init(_ elements: some Sequence<(String, BSONValue)>) {
        var writer = BSONWriter()
        for (key, value) in elements { writer.append(value, key: key) }
        storage = writer.finish()[...]
    }

    /// The same document with storage of its own.
    package var detached: BSONDocument { BSONDocument(trusted: Array(storage)[...]) }

    /// All bytes of the document, as they go over the wire.
    public var bytes: [UInt8] { Array(storage) }

    /// How many bytes it takes.
    package var byteCount: Int { storage.count }

    /// True when there is no element.
    public var isEmpty: Bool { storage.count == 5 }

    /// The first value of a key, compared by its UTF-8 bytes; nil when absent.
    public subscript(key: String) -> BSONValue? {
        var iterator = makeIterator()
        var key = key
        return key.withUTF8 { wanted in
            while let element = iterator.nextPart() {
                let start = element.key.lowerBound
                if element.key.count == wanted.count, wanted.indices.allSatisfy({ storage[start + $0] == wanted[$0] }) {
                    return iterator.value(of: element)
                }
            }
            return nil
        }
    }

    /// The value at a path of keys, each but the last leading into a document.
    public subscript(path path: String...) -> BSONValue? {
        var value: BSONValue? = .document(self)
        for key in path { value = value?.document?[key] }
        return value
    }

    /// Adds an element at the end.
    ///
    /// - Throws: ``BSONError`` with code `invalidKey` when the key holds a NUL.
    public mutating func append(_ value: BSONValue, forKey key: String) throws(BSONError) {
        guard !key.utf8.contains(0) else { throw BSONError(.invalidKey, "a key cannot hold a NUL") }
        var writer = BSONWriter(continuing: self)
        writer.append(value, key: key)
        storage = writer.finish()[...]
    }

    /// The keys, in order.
    public var keys: [String] { map(\.key) }
}

extension BSONDocument: Hashable {
    /// Whether both are the same bytes: the same elements in the same order, with the same types.
    public static func == (left: BSONDocument, right: BSONDocument) -> Bool {
        guard left.storage.count == right.storage.count else { return false }
        return left.storage.withUnsafeBytes { left in
            // A document has five bytes at least.
            right.storage.withUnsafeBytes { right in memcmp(left.baseAddress!, right.baseAddress!, left.count) == 0 }
        }
    }

    /// Hashes the bytes.
    public func hash(into hasher: inout Hasher) { storage.withUnsafeBytes { hasher.combine(bytes: $0) } }
}

extension BSONDocument: ExpressibleByDictionaryLiteral {
    /// A document of the literal's elements in their order.
    ///
    /// - Precondition: no key holds a NUL.
    public init(dictionaryLiteral elements: (String, BSONValue)...) { self.init(elements) }
}
