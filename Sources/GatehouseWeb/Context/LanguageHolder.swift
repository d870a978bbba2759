/// An account that says in which language its owner wants to be spoken to; its field is `language`.
public protocol LanguageHolder {
    /// A tag of BCP 47, as `de`; nil for what the browser asks for.
    var language: String? { get }
}
