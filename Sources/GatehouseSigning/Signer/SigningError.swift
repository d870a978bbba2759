/// Why a signed text is not taken.
public struct SigningError: Error, Sendable, Hashable, CustomStringConvertible {
    let name: String
    /// No key of ours made the signature, or there is none.
    public static let badSignature = SigningError(name: "the signature does not match")
    /// The signature is good and too old.
    public static let expired = SigningError(name: "the signature is too old")
    /// The signature is good and what it covers cannot be read.
    public static let malformed = SigningError(name: "the signed content cannot be read")
    /// The text between value and signature is one that signatures are made of.
    public static let unsafeSeparator = SigningError(name: "the separator is unsafe")

    /// What is wrong, in words, without the text.
    public var description: String { name }
}
