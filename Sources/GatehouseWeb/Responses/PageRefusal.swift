import GatehouseMessages

/// A request that a page refuses.
struct PageRefusal: RefusalError {
    let refusal: Refusal?

    /// A refusal of a kind; without a message it is told as usual.
    init(_ kind: Refusal.Kind, _ message: Message? = nil) { refusal = Refusal(kind, message) }
}
