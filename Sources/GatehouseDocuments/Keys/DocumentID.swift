public import GatehouseBSON

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A type that can be a primary key: it converts without loss to a BSON value and to a text, which sessions, tokens,
/// addresses and the command line use. `description` plays no part.
public protocol DocumentID: Hashable, Codable, Sendable, BSONConvertible {
    /// The key as text; ``init(keyText:)`` gives the same key back.
    var keyText: String { get }
    /// The key of a text, or nil when it is none.
    init?(keyText: String)
}

extension Int: DocumentID {
    /// Decimal digits, with a minus sign if negative.
    public var keyText: String { String(self) }
    /// Decimal digits, with a minus sign if negative, exactly as ``keyText`` writes them.
    public init?(keyText: String) {
        guard let value = Int(keyText), String(value).utf8.elementsEqual(keyText.utf8) else { return nil }
        self = value
    }
}

extension String: DocumentID {
    /// The text itself.
    public var keyText: String { self }
    /// Takes every text.
    public init?(keyText: String) { self = keyText }
}

extension ObjectID: DocumentID {
    /// 24 hexadecimal digits.
    public var keyText: String { hex }
    /// Takes 24 hexadecimal digits; nil for any other text.
    public init?(keyText: String) { self.init(hex: keyText) }
}

extension UUID: DocumentID {
    /// Lower-case, as Python writes it.
    public var keyText: String { uuidString.lowercased() }
    /// Takes a UUID in upper or lower case; nil for any other text.
    public init?(keyText: String) { self.init(uuidString: keyText) }
}
