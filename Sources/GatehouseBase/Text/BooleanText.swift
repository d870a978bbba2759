/// Yes and no as forms send them.
package enum BooleanText {
    /// Whether a sent text says yes: all but nothing, `false`, `False` and `0`. Source: Django's `CheckboxInput` and
    /// `BooleanField`.
    package static func isTrue(_ text: String) -> Bool { !["", "false", "False", "0"].contains(text) }
}
