public import GatehouseBSON
public import GatehousePasswords

/// Stored as its text.
extension PasswordHash: BSONConvertible {
    public func bsonValue() -> BSONValue { .string(text) }
    public init(bsonValue: BSONValue) throws { self.init(try String(bsonValue: bsonValue)) }
}
