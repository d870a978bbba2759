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
    /// The value of the case's raw value.
    ///
    /// - Throws: what the raw value throws.
    public func bsonValue() throws -> BSONValue { try rawValue.bsonValue() }

    /// The case of a stored raw value.
    ///
    /// - Throws: ``BSONError`` for a value that no case has.
    public init(bsonValue: BSONValue) throws {
        guard let value = Self(rawValue: try RawValue(bsonValue: bsonValue)) else {
            throw BSONError(.typeMismatch, "no case of \(Self.self) has the value")
        }
        self = value
    }
}

extension BSONConvertible where Self: FixedWidthInteger {
    /// An int32 where it fits, else an int64.
    ///
    /// - Throws: ``BSONError`` above `Int64.max`.
    public func bsonValue() throws -> BSONValue {
        guard let value = Int64(exactly: self) else {
            throw BSONError(.outOfRange, "an integer above Int64.max has no BSON form")
        }
        return .integer(value)
    }

    /// Reads an integer, or a double that is a whole number.
    ///
    /// - Throws: ``BSONError`` for a value of another type, or one that does not fit.
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
    /// This number as a BSON double.
    public func bsonValue() -> BSONValue { .double(self) }
    /// Reads a double or an integer.
    ///
    /// - Throws: ``BSONError`` for a value of another type, or an int64 that a double cannot hold exactly.
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
    /// This number as a BSON double.
    public func bsonValue() -> BSONValue { .double(Double(self)) }
    /// Reads a number.
    ///
    /// - Throws: ``BSONError`` for a value of another type, or a number that `Float` cannot hold exactly.
    public init(bsonValue: BSONValue) throws {
        let value = try Double(bsonValue: bsonValue)
        guard value.isNaN || Double(Float(value)) == value else {
            throw BSONError(.outOfRange, "the number does not fit Float without loss")
        }
        self = Float(value)
    }
}

extension Bool: BSONConvertible {
    /// As a boolean.
    public func bsonValue() -> BSONValue { .bool(self) }
    /// Reads a boolean.
    ///
    /// - Throws: ``BSONError`` for a value of another type.
    public init(bsonValue: BSONValue) throws {
        guard case .bool(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension String: BSONConvertible {
    /// As a string.
    public func bsonValue() -> BSONValue { .string(self) }
    /// Reads a string or a symbol.
    ///
    /// - Throws: ``BSONError`` for a value of another type.
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
    /// Reads a datetime.
    ///
    /// - Throws: ``BSONError`` for a value of another type.
    public init(bsonValue: BSONValue) throws {
        guard case .datetime(let milliseconds) = bsonValue else { throw Self.mismatch(bsonValue) }
        self.init(timeIntervalSince1970: Double(milliseconds) / 1000)
    }
}

extension UUID: BSONConvertible {
    /// As a binary of subtype 4, which stands for UUIDs.
    public func bsonValue() -> BSONValue {
        .binary(BSONBinary(withUnsafeBytes(of: uuid) { Array($0) }, subtype: BSONBinary.uuid))
    }
    /// Reads a binary of subtype 4 and 16 bytes.
    ///
    /// - Throws: ``BSONError`` for any other value.
    public init(bsonValue: BSONValue) throws {
        guard case .binary(let binary) = bsonValue, binary.subtype == BSONBinary.uuid, binary.bytes.count == 16 else {
            throw Self.mismatch(bsonValue)
        }
        self.init(uuid: binary.bytes.withUnsafeBytes { $0.loadUnaligned(as: uuid_t.self) })
    }
}

extension Data: BSONConvertible {
    /// As a binary of subtype 0.
    public func bsonValue() -> BSONValue { .binary(BSONBinary(Array(self))) }
    /// Reads a binary of any subtype.
    ///
    /// - Throws: ``BSONError`` for a value of another type.
    public init(bsonValue: BSONValue) throws {
        guard case .binary(let binary) = bsonValue else { throw Self.mismatch(bsonValue) }
        self.init(binary.bytes)
    }
}

extension ObjectID: BSONConvertible {
    /// As an ObjectID.
    public func bsonValue() -> BSONValue { .objectID(self) }
    /// Reads an ObjectID.
    ///
    /// - Throws: ``BSONError`` for a value of another type.
    public init(bsonValue: BSONValue) throws {
        guard case .objectID(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension Decimal128: BSONConvertible {
    /// As a decimal128.
    public func bsonValue() -> BSONValue { .decimal128(self) }
    /// Reads a decimal128.
    ///
    /// - Throws: ``BSONError`` for a value of another type.
    public init(bsonValue: BSONValue) throws {
        guard case .decimal128(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONBinary: BSONConvertible {
    /// As a binary.
    public func bsonValue() -> BSONValue { .binary(self) }
    /// Reads a binary.
    ///
    /// - Throws: ``BSONError`` for a value of another type.
    public init(bsonValue: BSONValue) throws {
        guard case .binary(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONTimestamp: BSONConvertible {
    /// As a timestamp.
    public func bsonValue() -> BSONValue { .timestamp(self) }
    /// Reads a timestamp.
    ///
    /// - Throws: ``BSONError`` for a value of another type.
    public init(bsonValue: BSONValue) throws {
        guard case .timestamp(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONRegularExpression: BSONConvertible {
    /// As a regular expression.
    ///
    /// - Throws: ``BSONError`` when pattern or options hold a NUL.
    public func bsonValue() throws -> BSONValue {
        guard !pattern.utf8.contains(0), !options.utf8.contains(0) else {
            throw BSONError(.invalidKey, "a regular expression cannot hold a NUL")
        }
        return .regularExpression(self)
    }
    /// Reads a regular expression.
    ///
    /// - Throws: ``BSONError`` for a value of another type.
    public init(bsonValue: BSONValue) throws {
        guard case .regularExpression(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONDocument: BSONConvertible {
    /// As a document.
    public func bsonValue() -> BSONValue { .document(self) }
    /// Reads a document.
    ///
    /// - Throws: ``BSONError`` for a value of another type.
    public init(bsonValue: BSONValue) throws {
        guard case .document(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONArray: BSONConvertible {
    /// As an array.
    public func bsonValue() -> BSONValue { .array(self) }
    /// Reads an array.
    ///
    /// - Throws: ``BSONError`` for a value of another type.
    public init(bsonValue: BSONValue) throws {
        guard case .array(let value) = bsonValue else { throw Self.mismatch(bsonValue) }
        self = value
    }
}

extension BSONValue: BSONConvertible {
    /// The value itself.
    public func bsonValue() -> BSONValue { self }
    /// Takes any value as it is.
    public init(bsonValue: BSONValue) { self = bsonValue }
}
