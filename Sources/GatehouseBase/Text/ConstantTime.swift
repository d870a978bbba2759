/// Comparison whose time tells nothing about where two texts differ.
package enum ConstantTime {
    /// Whether two texts have the same UTF-8 bytes. Only their lengths show in the time it takes.
    @inlinable package static func equals(_ left: some StringProtocol, _ right: some StringProtocol) -> Bool {
        var (left, right) = (String(left), String(right))
        return left.withUTF8 { left in right.withUTF8 { equals(left, $0) } }
    }

    /// Whether two byte strings are the same. Only their lengths show in the time it takes.
    package static func equals(_ left: [UInt8], _ right: [UInt8]) -> Bool {
        left.withUnsafeBufferPointer { left in right.withUnsafeBufferPointer { equals(left, $0) } }
    }

    @usableFromInline static func equals(
        _ left: UnsafeBufferPointer<UInt8>, _ right: UnsafeBufferPointer<UInt8>
    ) -> Bool {
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        var place = 0
        while place < left.count {
            difference |= left[place] ^ right[place]
            place += 1
        }
        return difference == 0
    }
}
