import GatehouseBSON

/// An index that is there in another shape than it is wanted in.
public struct IndexDifference: Sendable, Hashable, CustomStringConvertible {
    /// Its collection.
    public let collection: String
    /// Its name in the database.
    public let name: String
    /// The parts that differ, in the server's words, such as `unique` or `expireAfterSeconds`.
    public let parts: [String]
    /// The index that is wanted.
    public let wanted: MongoIndex
    /// Whether documents are let in, refused or removed otherwise than with the wanted index. The rest costs time or
    /// space only.
    public let isHarmful: Bool
    /// The command for mongosh after which the next start is right.
    public let remedy: String

    init(_ found: BSONDocument, wanted: MongoIndex, collection: String) {
        self.collection = collection
        self.wanted = wanted
        name = found["name"]?.string ?? wanted.name
        parts = IndexShape.differences(found, wanted)
        isHarmful = IndexShape.isHarmful(found, wanted)
        if parts == ["expireAfterSeconds"], found["expireAfterSeconds"] != nil, let age = wanted.expireAfter {
            remedy = """
                db.runCommand({collMod: \(Self.quoted(collection)), index: {name: \(Self.quoted(name)), \
                expireAfterSeconds: \(age.components.seconds)}})
                """
        } else {
            remedy = "db.getCollection(\(Self.quoted(collection))).dropIndex(\(Self.quoted(name)))"
        }
    }

    /// What is wrong and what mends it, in a sentence or two. Holds no value of a document.
    public var explanation: String {
        let fields = wanted.keys.keys.joined(separator: ", ")
        return "The index \(name) of the collection \(collection) over \(fields) is not the one that is needed: "
            + "\(parts.joined(separator: ", ")) differs. Run in mongosh: \(remedy). Then start again."
    }

    /// The index's name and the parts that differ.
    public var description: String { "\(name): \(parts.joined(separator: ", "))" }

    /// A text as a JavaScript string literal.
    private static func quoted(_ text: String) -> String {
        let escaped = text.unicodeScalars.map { scalar -> String in
            switch scalar {
            case "\"", "\\": "\\\(scalar)"
            case _ where scalar.value < 0x20: "\\u{\(String(scalar.value, radix: 16))}"
            default: String(scalar)
            }
        }
        return "\"\(escaped.joined())\""
    }
}
