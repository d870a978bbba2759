extension String {
    /// Whether two texts have the same UTF-8 bytes. `==` also takes texts for equal that only look the same.
    package func hasBytes(of other: String) -> Bool {
        guard utf8.count == other.utf8.count else { return false }
        var (left, right) = (self, other)
        return left.withUTF8 { left in right.withUTF8 { right in left.indices.allSatisfy { left[$0] == right[$0] } } }
    }
}
