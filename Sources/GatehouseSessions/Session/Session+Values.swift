import GatehouseBSON
import Synchronization

extension Session {
    /// The value of a key; set nil to remove it.
    ///
    /// Nil is read when there is none, and when it is of another type; ``value(_:as:)`` tells the two apart. A value
    /// that has no BSON form, such as an integer above `Int64.max`, makes ``save()`` throw
    /// ``SessionError/unencodable(_:)``, and nothing is saved; ``set(_:for:)`` throws at once.
    public subscript<Value: Codable>(key: String, as type: Value.Type) -> Value? {
        get { try? value(key, as: type) }
        set {
            guard let newValue else { return remove(key) }
            do {
                try set(newValue, for: key)
            } catch {
                state.withLock { $0.fail(.unencodable(key)) }
            }
        }
    }

    /// The value of a key, where it is a text.
    package func text(_ key: String) -> String? { state.withLock { $0.value(key)?.string } }

    /// The value of a key, or nil when there is none.
    ///
    /// - Throws: `DecodingError` when it is of another type.
    public func value<Value: Decodable>(_ key: String, as type: Value.Type = Value.self) throws -> Value? {
        guard let value = state.withLock({ $0.value(key) }) else { return nil }
        return try BSONDecoder().decodeValue(type, from: value)
    }

    /// Sets the value of a key.
    ///
    /// - Throws: `BSONError` when it has no BSON form.
    public func set(_ value: some Encodable, for key: String) throws {
        let value = try BSONEncoder().encodeValue(value)
        state.withLock { $0.set(value, key) }
    }

    /// Removes the value of a key.
    public func remove(_ key: String) { state.withLock { $0.set(nil, key) } }

    /// Removes all values and keeps the token. What another request sets at the same time stays.
    public func clear() { state.withLock { $0.clear() } }

    /// The keys that have a value, in the order they were set.
    public var keys: [String] { state.withLock { $0.keys() } }
}
