import GatehouseDocuments
import GatehouseSessions
import Logging

/// What the log says of an error that a visitor is told of in general words.
enum ErrorMetadata {
    /// For a stored document or session that cannot be read, which one, and where.
    static func of(_ error: any Error) -> Logger.Metadata {
        var metadata: Logger.Metadata = ["error": "\(error)"]
        if let error = error as? DocumentError {
            metadata["collection"] = error.collection.map { "\($0)" }
            metadata["document"] = error.key.map { "\($0)" }
            if !error.fields.isEmpty { metadata["field"] = "\(error.fields.joined(separator: ", "))" }
        } else if let error = error as? UnreadableSessionError {
            metadata["session"] = "\(error.id)"
            metadata["field"] = error.field.map { "\($0)" }
        }
        return metadata
    }
}
