import CGatehouseMongo
import GatehouseBSON

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What a connection string asks for, and what of it we refuse or set right.
///
/// Refused is what would let a write that was reported as done be lost, or a read miss it.
struct MongoURL: Sendable {
    /// The level of the reads of queries and transactions; nil for the server's.
    let readConcern: String?
    /// What is not used, or makes the connection less safe, a sentence each.
    let cautions: [String]

    /// - Throws: ``MongoError`` with code `invalidConnectionString`, which says why.
    init(_ url: String) throws {
        var description = gatehouse_mongo_bytes()
        defer { gatehouse_mongo_free(&description) }
        var error = gatehouse_mongo_error()
        let isValid = gatehouse_mongo_describe(url, &description, &error)
        let bytes = description.bytes.map { Array(UnsafeBufferPointer(start: $0, count: Int(description.length))) }
        let facts = try MongoReply.document(bytes ?? [])
        guard isValid else { throw MongoError(.invalidConnectionString, Self.words(error.text, facts)) }
        try self.init(facts)
    }

    init(_ facts: BSONDocument) throws {
        let options = MongoURLOptions(facts["options"]?.document ?? [:])
        let level = facts["readConcern"]?.string
        let w = facts["w"]?.integer
        if let reason = Self.refusal(options, level, w, isAcknowledged: facts["isAcknowledged"]?.bool ?? true) {
            throw MongoError(.invalidConnectionString, reason)
        }
        readConcern = level
        var cautions = Self.notes(facts).map { "The MongoDB driver says: \($0)." }
        if w == 1 {
            cautions.append(
                "w=1: a write that was reported as done is lost when the primary fails before others have it.")
        }
        if facts["readsFromPrimary"]?.bool == false {
            cautions.append(
                "readPreference is not used: reads go to the primary, since another member may still hold a session that ended."
            )
        }
        if options["maxpoolsize"] != nil {
            cautions.append("maxPoolSize is not used: the pool's size is a setting of the program.")
        }
        for name in MongoURLOptions.times where (options[name]?.integer ?? 1) <= 0 {
            cautions.append("\(name)=\(options[name]?.integer ?? 0) is not used: a call must end.")
        }
        for name in MongoURLOptions.unsafeTLS where options[name]?.bool == true {
            cautions.append("\(name)=true: whoever is on the network between can read and change everything.")
        }
        self.cautions = cautions
    }

    private static func refusal(
        _ options: MongoURLOptions, _ level: String?, _ w: Int64?, isAcknowledged: Bool
    ) -> String? {
        guard isAcknowledged else {
            return
                "w=0 (or safe=false): writes that fail would be reported as done. Remove it; the default is w=majority"
        }
        if options["journal"]?.bool == false {
            return "journal=false: writes that were reported as done would be lost in a crash. Remove it"
        }
        if let level, !["local", "majority", "linearizable"].contains(level) {
            return "readConcernLevel=\(level): reads would not see what was written before. Use majority, or remove it"
        }
        if let level, level != "local", w == 1 {
            return "readConcernLevel=\(level) with w=1: reads would not see what was written before. Use w=majority"
        }
        for name in MongoURLOptions.files {
            guard let path = options[name]?.string else { continue }
            var isFolder = false
            guard FileManager.default.fileExists(atPath: path, isDirectory: &isFolder), !isFolder else {
                return "\(name)=\(path): there is no such file"
            }
            guard FileManager.default.isReadableFile(atPath: path) else {
                return "\(name)=\(path): the file cannot be read by this user"
            }
        }
        return nil
    }

    private static func notes(_ facts: BSONDocument) -> [String] {
        (facts["notes"]?.string ?? "").split(separator: "\n").map(String.init)
    }

    /// The driver's reason, and what it said before in its log.
    private static func words(_ reason: String, _ facts: BSONDocument) -> String {
        let notes = notes(facts)
        return notes.isEmpty ? reason : "\(reason) (\(notes.joined(separator: "; ")))"
    }
}

/// The options of a connection string by their names, whose case does not matter.
private struct MongoURLOptions {
    /// Those that name a file.
    static let files = ["tlsCAFile", "tlsCertificateKeyFile"]
    /// Those that must not be without end, in milliseconds.
    static let times = ["connectTimeoutMS", "socketTimeoutMS", "serverSelectionTimeoutMS"]
    /// Those that let somebody else pass for the server.
    static let unsafeTLS = ["tlsInsecure", "tlsAllowInvalidCertificates", "tlsAllowInvalidHostnames"]

    private let document: BSONDocument
    init(_ document: BSONDocument) { self.document = document }
    /// The driver keeps names in lower case.
    subscript(name: String) -> BSONValue? { document[name.lowercased()] }
}
