/// How hard a password is to guess: the cheapest way to put it together from what is tried first, such as common
/// passwords, the person's own words, sequences, repeats, walks over the keyboard and dates.
///
/// ```swift
/// PasswordStrength(of: "Password123!").level  // .weak
/// PasswordStrength(of: "kV9#xQ2m").level      // .fair
/// ```
///
/// The pages show the same while a password is typed. The method is that of zxcvbn (Wheeler, USENIX Security 2016), with
/// its tables cut down. All of it is whole numbers, so that every machine comes to the same.
public struct PasswordStrength: Sendable, Hashable {
    /// What the bits mean.
    public enum Level: String, Sendable, Comparable, CaseIterable {
        /// Below 28.5 bits: guessed soon by whoever steals the hashes, and perhaps on the site.
        case weak
        /// Below 45 bits.
        case fair
        /// 45 bits or more.
        case strong

        /// From weak to strong.
        public static func < (one: Level, other: Level) -> Bool {
            (allCases.firstIndex(of: one) ?? 0) < (allCases.firstIndex(of: other) ?? 0)
        }
    }

    /// The bits of the guess, in tenths.
    public let tenthsOfBits: Int

    /// What the bits mean.
    public var level: Level { tenthsOfBits < 285 ? .weak : tenthsOfBits < 450 ? .fair : .strong }

    /// The most characters that are looked at.
    private static let maximumLength = 100

    /// The strength of a password.
    ///
    /// - Parameters:
    ///   - password: in clear; what follows 100 characters is not looked at.
    ///   - context: whose it is; what is known of the person counts as guessed first.
    public init(of password: String, for context: PasswordContext = PasswordContext()) {
        let points = password.unicodeScalars.prefix(Self.maximumLength).map(\.value)
        let own = (context.attributes.map(\.value) + context.words).flatMap(StrengthPoints.words)
        tenthsOfBits = StrengthEstimate(points, own: Set(own)).tenths
    }
}
