package import GatehouseMessages

/// A request that a page refuses.
package struct PageRefusal: RefusalError {
    package let refusal: Refusal?

    /// A refusal of a kind; without a message it is told as usual.
    package init(_ kind: Refusal.Kind, _ message: Message? = nil) { refusal = Refusal(kind, message) }
}
