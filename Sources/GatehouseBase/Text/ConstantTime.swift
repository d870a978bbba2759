/// Comparison whose time tells nothing about where two texts differ.
package enum ConstantTime {
    /// Whether two texts have the same UTF-8 bytes. Only their lengths show in the time it takes.
    @inlinable package static func equals(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
        equals(Array(String(left).utf8), Array(String(right).utf8))
    }

    /// Whether two byte strings are the same. Only their lengths show in the time it takes.
    package static func equals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (first, second) in zip(left, right) { difference |= first ^ second }
        return difference == 0
    }
}
