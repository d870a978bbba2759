import Foundation
import GatehouseBSON
import GatehouseMongo

/// What a collation that takes upper and lower case for the same makes of values, before they are compared. Letters of
/// full width are the same, too, as they are to the server.
enum BSONFolding {
    static func folds(_ collation: MongoCollation?) -> Bool { collation.map { $0.strength != .tertiary } ?? false }

    static func folded(_ document: BSONDocument) -> BSONDocument {
        BSONDocument(document.map { ($0.key, folded($0.value)) })
    }

    static func folded(_ value: BSONValue) -> BSONValue {
        switch value {
        case .string(let text): .string(text.precomposedStringWithCompatibilityMapping.lowercased())
        case .document(let document): .document(folded(document))
        case .array(let array): .array(BSONArray(array.map(folded)))
        default: value
        }
    }
}
