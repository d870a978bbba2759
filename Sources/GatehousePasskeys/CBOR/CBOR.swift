/// A value in CBOR (RFC 8949), of the kinds that authenticators use (CTAP 2.1, section 8: canonical CBOR): no tags, no
/// fractions, no lengths that are told at the end.
indirect enum CBOR: Hashable, Sendable {
    /// 0 and more.
    case unsigned(UInt64)
    /// -1 minus the value.
    case negative(UInt64)
    case bytes([UInt8])
    case text(String)
    case array([CBOR])
    /// In the order in which it was written; no key is there twice.
    case map([Member])
    case bool(Bool)
    case null

    /// A key of a map with its value.
    struct Member: Hashable, Sendable {
        let key: CBOR
        let value: CBOR
    }

    /// A whole number as key or value.
    static func integer(_ value: Int) -> CBOR {
        value < 0 ? .negative(UInt64(-1 - value)) : .unsigned(UInt64(value))
    }

    /// The whole number, where it fits.
    var integer: Int? {
        switch self {
        case .unsigned(let value): Int(exactly: value)
        case .negative(let value): Int(exactly: value).map { -1 - $0 }
        default: nil
        }
    }

    var bytes: [UInt8]? { if case .bytes(let bytes) = self { bytes } else { nil } }
    var text: String? { if case .text(let text) = self { text } else { nil } }
    var members: [Member]? { if case .map(let members) = self { members } else { nil } }

    /// The value of a key of a map.
    subscript(key: CBOR) -> CBOR? { members?.first { $0.key == key }?.value }
    subscript(name: String) -> CBOR? { self[.text(name)] }
    subscript(label: Int) -> CBOR? { self[.integer(label)] }
}
