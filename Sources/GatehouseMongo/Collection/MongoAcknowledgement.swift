package import GatehouseBSON

/// Who must have a write before it counts as made: MongoDB's write concern.
public enum MongoAcknowledgement: Sendable {
    /// Most of the servers, so that it outlives any one of them.
    case majority
    /// The primary, which may fail before others have it.
    case primary

    package var document: BSONValue {
        switch self {
        case .majority: ["w": "majority"]
        case .primary: ["w": 1]
        }
    }
}
