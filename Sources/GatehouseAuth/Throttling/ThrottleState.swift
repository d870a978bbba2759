import GatehouseBase

extension ThrottleRule {
    /// The milliseconds of the block after so many others in a row.
    fileprivate func nextBlock(after strikes: Int) -> Int64 {
        let (block, maximum) = (block.milliseconds, maximumBlock.milliseconds)
        // Doubled only where that stays below the greatest: more doublings would not fit.
        return block > maximum >> Int64(strikes) ? maximum : block << Int64(strikes)
    }
}

/// What is known of the tries of one bucket. Pure: times come in, as milliseconds since 1970.
package struct ThrottleState: Sendable, Hashable {
    /// The doublings that are counted; more make no difference.
    package static let maximumStrikes = 30

    /// When tries were let through, oldest first.
    package var hits: [Int64] = []
    /// Until when nothing is let through; 0 for never.
    package var blockedUntil: Int64 = 0
    /// How many blocks there were in a row.
    package var strikes = 0

    package init() {}

    /// Asks for a try, and tells whether it is let through. Asking during a block changes nothing, so that nobody can
    /// lengthen another's by asking.
    package mutating func take(_ rule: ThrottleRule, at now: Int64) -> Bool {
        // No block is that long: it was set by somebody whose clock was ahead.
        if blockedUntil > now + rule.maximumBlock.milliseconds { blockedUntil = 0 }
        if blockedUntil > now { return false }
        if blockedUntil + rule.maximumBlock.milliseconds <= now { strikes = 0 }
        hits.removeAll { $0 <= now - rule.window.milliseconds }
        if hits.count < rule.limit {
            hits.append(now)
            return true
        }
        blockedUntil = now + rule.nextBlock(after: strikes)
        strikes = min(strikes + 1, Self.maximumStrikes)
        hits = []
        return false
    }

    /// When nothing of it matters any more.
    package func expiry(_ rule: ThrottleRule) -> Int64 {
        max((hits.last ?? 0) + rule.window.milliseconds, blockedUntil + rule.maximumBlock.milliseconds)
    }
}
