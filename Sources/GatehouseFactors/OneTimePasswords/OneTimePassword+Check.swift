import GatehouseBase

#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

extension OneTimePassword {
    /// How many steps a clock may be off, to either side. Source: RFC 6238, section 5.2.
    public static let tolerance: Int64 = 1

    /// The step whose password was typed, one before and one after the time's among them; nil for a wrong one.
    ///
    /// All steps are computed and compared, in a time that does not depend on the password. That a step counts once is
    /// for the caller to see to.
    ///
    /// - Parameter typed: as typed; spaces and hyphens between digits do not count.
    public func matchingStep(_ typed: String, at date: Date) -> Int64? {
        let typed = Self.digits(of: typed)
        guard let now = step(at: date), typed.utf8.count == digits else { return nil }
        var match: Int64?
        for step in max(0, now - Self.tolerance)...now + Self.tolerance
        where ConstantTime.equals(password(step: step), typed) {
            match = step
        }
        return match
    }

    /// What was typed without what people and apps put between digits.
    static func digits(of typed: String) -> String {
        String(decoding: typed.utf8.filter { $0 != UInt8(ascii: " ") && $0 != UInt8(ascii: "-") }, as: UTF8.self)
    }
}
