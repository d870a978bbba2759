/// A language in which a site can speak.
public struct Language: Sendable, Hashable {
    /// Its tag of BCP 47, as `de` or `pt-BR`.
    public let tag: String
    /// What its speakers call it.
    public let name: String
    /// Whether it is written from right to left.
    public let isRightToLeft: Bool

    /// A language.
    public init(_ tag: String, name: String, isRightToLeft: Bool = false) {
        self.tag = tag
        self.name = name
        self.isRightToLeft = isRightToLeft
    }

    /// The language of the texts in the code and in the templates.
    public static let english = Language("en", name: "English")

    /// What HTML says of its direction.
    public var direction: String { isRightToLeft ? "rtl" : "ltr" }
}
