public import GatehouseBSON

extension QueryField where Value: BSONConvertible & Sendable {
    private func query(_ operation: String, _ value: @autoclosure @escaping @Sendable () throws -> BSONValue) -> Query<
        Root
    > {
        Query { [name] in
            guard let name else { throw DocumentError(.unknownField) }
            return [name: .document([operation: try value()])]
        }
    }

    /// The value is this one; for a list in the store, one of its values is.
    public static func == (field: QueryField, value: Value) -> Query<Root> { field.query("$eq", try value.bsonValue()) }
    /// The value is another one, or absent.
    public static func != (field: QueryField, value: Value) -> Query<Root> { field.query("$ne", try value.bsonValue()) }
    /// The value is less.
    public static func < (field: QueryField, value: Value) -> Query<Root> { field.query("$lt", try value.bsonValue()) }
    /// The value is less or the same.
    public static func <= (field: QueryField, value: Value) -> Query<Root> {
        field.query("$lte", try value.bsonValue())
    }
    /// The value is greater.
    public static func > (field: QueryField, value: Value) -> Query<Root> { field.query("$gt", try value.bsonValue()) }
    /// The value is greater or the same.
    public static func >= (field: QueryField, value: Value) -> Query<Root> {
        field.query("$gte", try value.bsonValue())
    }

    /// The value is one of these.
    public func `in`(_ values: [Value]) -> Query<Root> {
        query("$in", .array(BSONArray(try values.map { try $0.bsonValue() })))
    }
}

extension QueryField {
    /// There is a value, or there is none.
    public func exists(_ exists: Bool = true) -> Query<Root> {
        Query { [name] in
            guard let name else { throw DocumentError(.unknownField) }
            return [name: ["$exists": .bool(exists)]]
        }
    }
}

extension QueryField where Value == String {
    /// The text begins with another. Case counts, and an index on the field is used.
    public func hasPrefix(_ prefix: String) -> Query<Root> {
        Query { [name] in
            guard let name else { throw DocumentError(.unknownField) }
            let expression = BSONRegularExpression("^" + PatternText.escape(prefix))
            return [name: try expression.bsonValue()]
        }
    }
}

/// Text inside a regular expression that stands for itself.
enum PatternText {
    static func escape(_ text: String) -> String {
        let special = Set("\\^$.|?*+()[]{}/#- \t\n\r".unicodeScalars)
        return String(
            String.UnicodeScalarView(text.unicodeScalars.flatMap { special.contains($0) ? ["\\", $0] : [$0] }))
    }
}
