import Gatehouse

extension StartError {
    /// The sentence for what the database says.
    static func explaining(_ error: MongoError) -> StartError {
        let words = String(reflecting: error)
        return switch error.code {
        case .timeout, .network: StartError(unreachable(error))
        case .unauthorized:
            StartError("MongoDB does not let us in. Check the name and the password in GATEHOUSE_MONGODB_URL.")
        case .forbidden:
            StartError(
                "The user of GATEHOUSE_MONGODB_URL lacks rights: \(words). It needs the role readWrite on the site's "
                    + "database; to make indexes once, an administrator may start the site instead.")
        case .invalidConnectionString:
            StartError(
                "GATEHOUSE_MONGODB_URL cannot be used: \(error.reason)" + (error.reason.hasSuffix(".") ? "" : "."))
        default: StartError("MongoDB refused: \(words).")
        }
    }

    private static func unreachable(_ error: MongoError) -> String {
        let servers = error.unreachable.map { "\($0)" }.joined(separator: "; ")
        let cause = servers.isEmpty ? String(reflecting: error) : servers
        return "MongoDB cannot be reached: \(cause). Check that it runs and that GATEHOUSE_MONGODB_URL names it."
    }

    /// The sentence for documents or a schema that the site cannot run with. Whoever starts the site may see values.
    static func explaining(_ error: DocumentError) -> any Error {
        let place = error.collection ?? "a collection"
        let fields = error.fields.joined(separator: ", ")
        switch error.code {
        case .sharedValues:
            let values = error.duplicates.map { "\($0.values.extendedJSON()) in \($0.count) documents" }
            return StartError(
                "Documents of \(place) share values of \(fields), so its unique index cannot be made: "
                    + "\(values.joined(separator: "; ")). Change or remove all but one of each, then start again.")
        case .undecodable:
            return StartError(
                "The document of \(place) with _id \(error.keyText) does not fit its type: \(error.reason). Mend it, "
                    + "or remove it.")
        default: return error
        }
    }
}

extension DocumentError {
    /// The primary key of the document concerned.
    var keyText: String { key.map { $0.extendedJSON() } ?? "?" }

    /// The field that does not fit, and what is wrong with it.
    var reason: String {
        let words =
            switch underlying as? DecodingError {
            case .keyNotFound?: "is missing"
            case .valueNotFound(_, let context)?, .typeMismatch(_, let context)?, .dataCorrupted(let context)?:
                context.debugDescription
            default: "cannot be read"
            }
        return fields.isEmpty ? words : "\(fields.joined(separator: ", ")): \(words)"
    }
}
