import GatehouseBase

/// The type of something that pages answer to programs.
public struct APIType: Sendable {
    let schema: JSONValue

    /// A text.
    public static let text = APIType(schema: ["type": "string"])
    /// True or false.
    public static let truth = APIType(schema: ["type": "boolean"])
    /// A list of objects.
    public static let list = APIType(schema: ["type": "array", "items": ["type": "object"]])
    /// A whole number.
    public static let number = APIType(schema: ["type": "integer"])
    /// An object.
    public static let anything = APIType(schema: ["type": "object"])
    static let fields = APIType(schema: ["type": "array", "items": ["$ref": "#/components/schemas/Field"]])
    static let user = APIType(schema: ["$ref": "#/components/schemas/User"])
    static let devices = APIType(schema: ["type": "array", "items": ["$ref": "#/components/schemas/Device"]])
}

/// An object's schema.
func objectSchema(_ properties: [(String, JSONValue)], required: [String]) -> JSONValue {
    [
        "type": "object", "properties": .object(properties.map { .init($0.0, $0.1) }),
        "required": .array(required.map(JSONValue.string)),
    ]
}
