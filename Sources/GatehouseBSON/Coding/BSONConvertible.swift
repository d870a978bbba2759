#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A type with a BSON value of its own, which the coders use in place of its `Codable` form.
public protocol BSONConvertible {
    /// The value it is stored as.
    ///
    /// - Throws: ``BSONError`` when it has none, as for an integer above `Int64.max`.
    func bsonValue() throws -> BSONValue
    /// What a stored value means.
    ///
    /// - Throws: ``BSONError`` when the value has another type, or does not fit without loss.
    init(bsonValue: BSONValue) throws
}

extension BSONConvertible {
    static func mismatch(_ value: BSONValue) -> BSONError {
        BSONError(.typeMismatch, "expected \(Self.self), found \(value.type)")
    }
}

/// An enumeration is stored as its raw value: `enum State: String, Codable, BSONConvertible { … }`.
extension BSONConvertible where Self: RawRepresentable, RawValue: BSONConvertible {
    public func bsonValue() throws -> BSONValue { try rawValue.bsonValue() }

    public init(bsonValue: BSONValue) throws {
        guard let value = Self(rawValue: try RawValue(bsonValue: bsonValue)) else {
            throw BSONError(.typeMismatch, "no case of \(Self.self) has the value")
        }
        self = value
    }
}

extension BSONConvertible where Self: FixedWidthInteger {
    public func bsonValue() throws -> BSONValue {
        guard let value = Int64(exactly: self) else {
            throw BSONError(.outOfRange, "an integer above Int64.max has no BSON form")
        }
        return .integer(value)
    }

    public init(bsonValue: BSONValue) throws {
        switch bsonValue {
        case .int32, .int64, .double: break
        default: throw Self.mismatch(bsonValue)
        }
        guard let integer = bsonValue.integer, let exact = Self(exactly: integer) else {
            throw BSONError(.outOfRange, "the number does not fit \(Self.self) without loss")
        }
        self = exact
    }
}

extension Int: BSONConvertible {}
extension Int8: BSONConvertible {}
extension Int16: BSONConvertible {}
extension Int32: BSONConvertible {}
extension Int64: BSONConvertible {}
extension UInt: BSONConvertible {}
extension UInt8: BSONConvertible {}
extension UInt16: BSONConvertible {}
extension UInt32: BSONConvertible {}
extension UInt64: BSONConvertible {}

extension Double: BSONConvertible {
    public func bsonValue() -> BSONValue { .double(self) }
    public init(bsonValue: BSONValue) throws {
        switch bsonValue {
        case .double(let value): self = value
        case .int32(let value): self = Double(value)
        case .int64(let value):
            guard let exact = Double(exactly: value) else {
                throw BSONError(.outOfRange, "the integer does not fit Double without loss")
            }
            self = exact
        default: throw Self.mismatch(bsonValue)
        }
    }
}

extension Float: BSONConvertible {
    public func bsonValue() -> BSONValue { .double(Double(self)) }
    public init(bsonValue: BSONValue) throws {
        let value = try Double(bsonValue: bsonValue)
        guard value.isNaN || Double(Float(value)) == value else {
            throw BSONError(.outOfRange, "the number does not fit Float without loss")
        }
        self = Float(value)
    }
}

extension Bool: BSONConvertible {
    public func bsonValue() -> BSONValue { .bool(self) }
    public init(bsonValue: BSONValue) throws {
        guard case .bool(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension String: BSONConvertible {
    public func bsonValue() -> BSONValue { .string(self) }
    public init(bsonValue: BSONValue) throws {
        switch bsonValue {
        case .string(let value), .symbol(let value): self = value
        default: throw Self.mismatch(bsonValue)
        }
    }
}

extension Date: BSONConvertible {
    /// The date in whole milliseconds, rounded down, as BSON and mongoengine keep it.
    public func bsonValue() throws -> BSONValue {
        // A Date counts in binary fractions of a second: 1.001 s is stored as 1.000999…, so a plain floor would lose
        // a millisecond at every round trip. Microseconds are as fine as Python's dates go.
        let milliseconds = ((timeIntervalSince1970 * 1_000_000).rounded() / 1000).rounded(.down)
        guard let whole = Int64(exactly: milliseconds) else {
            throw BSONError(.outOfRange, "the date has no BSON form")
        }
        return .datetime(milliseconds: whole)
    }
    public init(bsonValue: BSONValue) throws {
        guard case .datetime(let milliseconds) = bsonValue else { throw Self.mismatch(bsonValue) }
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}

extension UUID: BSONConvertible {
    public func bsonValue() -> BSONValue {
        .binary(BSONBinary(withUnsafeBytes(of: uuid) { Array($0) }, subtype: BSONBinary.uuid))
    }
    public init(bsonValue: BSONValue) throws {
        guard case .binary(let binary) = bsonValue, binary.subtype == BSONBinary.uuid, binary.bytes.count == 16 else {
            throw Self.mismatch(bsonValue)
        }
        self.init(uuid: binary.bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) })
    }
}

extension Data: BSONConvertible {
    public func bsonValue() -> BSONValue { .binary(BSONBinary(Array(self))) }
    public init(bsonValue: BSONValue) throws {
        guard case .binary(let binary) = bsonValue else { throw Self.mismatch(bsonValue) }
        self.init(binary.bytes)
    }
}

extension ObjectID: BSONConvertible {
    public func bsonValue() -> BSONValue { .objectID(self) }
    public init(bsonValue: BSONValue) throws {
        guard case .objectID(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension Decimal128: BSONConvertible {
    public func bsonValue() -> BSONValue { .decimal128(self) }
    public init(bsonValue: BSONValue) throws {
        guard case .decimal128(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONBinary: BSONConvertible {
    public func bsonValue() -> BSONValue { .binary(self) }
    public init(bsonValue: BSONValue) throws {
        guard case .binary(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONTimestamp: BSONConvertible {
    public func bsonValue() -> BSONValue { .timestamp(self) }
    public init(bsonValue: BSONValue) throws {
        guard case .timestamp(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONRegularExpression: BSONConvertible {
    public func bsonValue() throws -> BSONValue {
        guard !pattern.utf8.contains(0), !options.utf8.contains(0) else {
            throw BSONError(.invalidKey, "a regular expression cannot hold a NUL")
        }
        return .regularExpression(self)
    }
    public init(bsonValue: BSONValue) throws {
        guard case .regularExpression(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONDocument: BSONConvertible {
    public func bsonValue() -> BSONValue { .document(self) }
    public init(bsonValue: BSONValue) throws {
        guard case .document(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONArray: BSONConvertible {
    public func bsonValue() -> BSONValue { .array(self) }
    public init(bsonValue: BSONValue) throws {
        guard case .array(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONValue: BSONConvertible {
    public func bsonValue() -> BSONValue { self }
    public init(bsonValue: BSONValue) { self = bsonValue }
}
