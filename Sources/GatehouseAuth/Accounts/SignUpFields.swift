import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
import GatehouseMessages

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The fields of an account that a program gives as texts.
enum SignUpFields {
    /// Their values, of the types that the document's fields have. Those that nobody may set, and what is empty where it may
    /// be absent, are left out.
    ///
    /// - Throws: `InvalidInput` for a text that is no value of its field's type.
    static func values<User: Account>(
        _ fields: [String: String], in schema: Schema<User>, _ maySet: (String) -> Bool
    ) throws -> [String: BSONValue] {
        try schema.fields.reduce(into: [:]) { values, field in
            guard maySet(field.name), let text = fields[field.name],
                !(text.isEmpty && field.isOptional)
            else { return }
            values[field.name] = try value(of: text, field)
        }
    }

    private static func value<User: Account>(of text: String, _ field: Field<User>) throws -> BSONValue {
        switch field.valueType {
        case is any FixedWidthInteger.Type:
            guard let number = Int64(text) else { throw InvalidInput(FieldMessages.notWhole, of: field.name) }
            return .integer(number)
        case is Bool.Type: return .bool(BooleanText.isTrue(text))
        case is Date.Type:
            guard let date = try? Date(text, strategy: Date.ISO8601FormatStyle().year().month().day()) else {
                throw InvalidInput(FieldMessages.notDate, of: field.name)
            }
            return try date.bsonValue()
        default: return .string(text)
        }
    }
}
