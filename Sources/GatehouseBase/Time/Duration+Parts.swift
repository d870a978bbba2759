extension Duration {
    /// Whole milliseconds, rounded towards zero.
    package var milliseconds: Int64 {
        components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000
    }

    /// Whole milliseconds, within bounds that other programs set.
    package func milliseconds(within bounds: ClosedRange<Int64>) -> Int64 {
        min(max(self, .milliseconds(bounds.lowerBound)), .milliseconds(bounds.upperBound)).milliseconds
    }

    /// Seconds with their fraction, for dates and for programs that count in them.
    package var inSeconds: Double { Double(components.seconds) + Double(components.attoseconds) / 1e18 }
}
