import GatehouseBSON

extension MongoError {
    /// E11000. Source: the server's error_codes.yml.
    static let duplicateKeyNumber = 11000

    /// Where the driver says a failure came from.
    enum Origin { case server, serverSelection, network, writeConcern, authentication, format, other }

    static func code(from origin: Origin, number: UInt32, message: String) -> Code {
        switch origin {
        case .server: serverCode(number, message)
        case .serverSelection: .timeout
        case .network: .network
        case .writeConcern: .writeConcern
        case .authentication: .unauthorized
        // The driver measures before it sends.
        case .format: message.contains("too large") ? .tooLarge : .invalidReply
        case .other: .commandFailed
        }
    }

    /// Numbers from the server's error_codes.yml.
    private static func serverCode(_ number: UInt32, _ message: String) -> Code {
        switch number {
        case 10107, 13435, 13436, 11600, 11602, 189, 91: .notWritable
        case 50, 262, 89: .timeout
        case 6, 7, 9001: .network
        case 13: .forbidden
        case 18: .unauthorized
        case 40573: .replicaSetRequired
        // IllegalOperation stands for much else, too.
        case 20 where message.hasPrefix("Transaction numbers"): .replicaSetRequired
        case 286: .historyLost
        case 10334, 17419, 17420: .tooLarge
        default: .commandFailed
        }
    }
}

extension MongoError.WriteError {
    init(_ document: BSONDocument) {
        index = Int(document["index"]?.integer ?? 0)
        serverCode = Int(document["code"]?.integer ?? 0)
        message = document["errmsg"]?.string ?? ""
        duplicateKey =
            serverCode == MongoError.duplicateKeyNumber
            ? MongoError.DuplicateKey(message: message, pattern: document["keyPattern"]?.document) : nil
    }
}

extension MongoError.DuplicateKey {
    /// Reads "E11000 duplicate key error collection: db.users index: email_1 dup key: { email: … }".
    init(message: String, pattern: BSONDocument?) {
        let rest = message.split(separator: " index: ", maxSplits: 1).last ?? ""
        let name = rest.split(separator: " dup key:", maxSplits: 1).first ?? ""
        index = String(name.split(separator: " collation:", maxSplits: 1).first ?? "")
        fields = pattern?.keys ?? (index == "_id_" ? ["_id"] : Self.fields(of: index))
    }

    /// The fields of an index with its default name, `first_1_second_-1`.
    private static func fields(of name: String) -> [String] {
        let parts = name.split(separator: "_").map(String.init)
        guard let last = parts.last, ["1", "-1"].contains(last) else { return [] }
        var fields: [String] = []
        var pending: [String] = []
        for part in parts {
            if ["1", "-1"].contains(part) {
                fields.append(pending.joined(separator: "_"))
                pending = []
            } else {
                pending.append(part)
            }
        }
        return fields
    }
}
