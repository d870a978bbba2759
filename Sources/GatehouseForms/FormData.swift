import GatehouseBase
public import GatehouseMessages

/// The fields that a browser sent, in order, as `application/x-www-form-urlencoded`.
///
/// Names are taken as they are: `email[$ne]` is a name like any other, and a value is only ever a text.
public struct FormData: Sendable, Hashable {
    /// The fields, in the order sent.
    public let fields: [Field]

    /// One field.
    public struct Field: Sendable, Hashable {
        /// Its name.
        public let name: String
        /// Its value.
        public let value: String
        /// Whether it came as a text; not so for numbers and truths of JSON, which are no credentials.
        public let isText: Bool

        /// A field of its name and value.
        public init(_ name: String, _ value: String, isText: Bool = true) {
            self.name = name
            self.value = value
            self.isText = isText
        }
    }

    /// The most fields a form may have. Source: Django's DATA_UPLOAD_MAX_NUMBER_FIELDS.
    public static let maximumFields = 1000

    /// No fields.
    public init() { fields = [] }

    /// Fields that came in another way, as members of a JSON object.
    ///
    /// - Throws: ``FormDataError`` for a NUL and for more than ``maximumFields`` fields.
    public init(fields: [Field]) throws(FormDataError) {
        guard fields.count <= Self.maximumFields else { throw .tooManyFields }
        guard fields.allSatisfy({ !$0.name.utf8.contains(0) && !$0.value.utf8.contains(0) }) else { throw .malformed }
        self.fields = fields
    }

    /// The fields of a request's body or query.
    ///
    /// - Throws: ``FormDataError`` for a broken `%` escape, for bytes that are not UTF-8, for a NUL and for more than
    ///   ``maximumFields`` fields.
    public init(urlEncoded bytes: some Sequence<UInt8>) throws(FormDataError) {
        var fields: [Field] = []
        for pair in Array(bytes).split(separator: UInt8(ascii: "&")) {
            guard fields.count < Self.maximumFields else { throw .tooManyFields }
            let parts = pair.split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            fields.append(
                Field(try Self.decode(parts[0]), parts.count > 1 ? try Self.decode(parts[1]) : ""))
        }
        self.fields = fields
    }

    /// Some fields of a query; what else stands in it does not matter, whatever it is.
    ///
    /// - Parameter names: the fields.
    /// - Throws: ``FormDataError`` where one of those fields is broken as a form's may not be.
    public init(_ names: Set<String>, inQuery query: String) throws(FormDataError) {
        var fields: [Field] = []
        for pair in query.utf8.split(separator: UInt8(ascii: "&")) {
            let parts = Array(pair).split(separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = try? Self.decode(parts[0]), names.contains(name) else { continue }
            guard fields.count < Self.maximumFields else { throw .tooManyFields }
            fields.append(Field(name, parts.count > 1 ? try Self.decode(parts[1]) : ""))
        }
        self.fields = fields
    }

    /// The value of a field sent exactly once; nil when it is missing.
    ///
    /// - Throws: ``FormDataError/duplicate`` when it was sent twice: which of the two to believe is not ours to guess.
    public func single(_ name: String) throws(FormDataError) -> String? {
        let found = fields.filter { $0.name.utf8.elementsEqual(name.utf8) }
        guard found.count <= 1 else { throw .duplicate }
        return found.first?.value
    }

    private static func decode(_ bytes: ArraySlice<UInt8>) throws(FormDataError) -> String {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(bytes.count)
        var index = bytes.startIndex
        while index < bytes.endIndex {
            switch bytes[index] {
            case UInt8(ascii: "+"): decoded.append(0x20)
            case UInt8(ascii: "%"):
                guard index + 2 < bytes.endIndex, let high = Hexadecimal.value(of: bytes[index + 1]),
                    let low = Hexadecimal.value(of: bytes[index + 2])
                else { throw .malformed }
                decoded.append(high << 4 | low)
                index += 2
            default: decoded.append(bytes[index])
            }
            index += 1
        }
        guard !decoded.contains(0), let text = String(validating: decoded, as: UTF8.self) else { throw .malformed }
        return text
    }
}

/// Why what a browser sent is no form.
public struct FormDataError: RefusalError, Hashable, CustomStringConvertible {
    private let message: Message

    /// Wrong input, with the message.
    public var refusal: Refusal? { Refusal(.invalid, message) }
    /// The message in English.
    public var description: String { message.text }

    /// A `%` without two hexadecimal digits, bytes that are not UTF-8, or a NUL.
    public static let malformed = FormDataError(message: Message(.malformedForm, "The form could not be read."))
    /// More fields than a form may have.
    public static let tooManyFields = FormDataError(
        message: Message(.tooManyFields, "The form has too many fields."))
    /// A field that may be there once is there twice.
    public static let duplicate = FormDataError(
        message: Message(.duplicateField, "The form has the same field twice."))
}

extension Message.Code {
    /// What was sent is no form.
    public static let malformedForm: Self = "malformed_form"
    /// The form has more fields than a form may have.
    public static let tooManyFields: Self = "too_many_fields"
    /// A field that may be there once is there twice.
    public static let duplicateField: Self = "duplicate_field"
}
