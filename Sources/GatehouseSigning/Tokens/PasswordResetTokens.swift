public import Foundation
import GatehouseBase

/// Django's stateless tokens for resetting a password, for running beside Django: `<time>-<32 digits>`.
///
/// A token dies when the password, the address or the last sign-in changes, and after its age. It can be used again
/// until then.
public struct PasswordResetTokens: Sendable {
    private let keys: SecretKeys
    private let maximumAge: Duration
    private let calendar: Calendar

    private static let salt = "django.contrib.auth.tokens.PasswordResetTokenGenerator"

    /// What a token is bound to.
    public struct Subject: Sendable, Hashable, CustomStringConvertible, CustomReflectable {
        /// The text of the account's key.
        public var keyText: String
        /// The encoded password.
        public var password: String
        /// When the account last signed in, or nil.
        public var lastSignin: Date?
        /// The e-mail address; none is the same as an empty one.
        public var email: String

        /// Never the password.
        public var description: String { "the subject of a reset token" }
        /// Without children, so that `dump` and debuggers do not show the password.
        public var customMirror: Mirror { Mirror(self, children: []) }

        /// The state of an account.
        public init(keyText: String, password: String, lastSignin: Date?, email: String) {
            self.keyText = keyText
            self.password = password
            self.lastSignin = lastSignin
            self.email = email
        }
    }

    /// Tokens of a site.
    ///
    /// - Parameters:
    ///   - keys: the site's keys.
    ///   - maximumAge: Django's PASSWORD_RESET_TIMEOUT; three days.
    ///   - timeZone: Django's TIME_ZONE: the time in a token is that of the wall clock there.
    public init(keys: SecretKeys, maximumAge: Duration = .seconds(259_200), timeZone: TimeZone = .gmt) {
        self.keys = keys
        self.maximumAge = maximumAge
        var calendar = Calendar(identifier: .gregorian)
        calendar.timeZone = timeZone
        self.calendar = calendar
    }

    /// A token for an account as it is now.
    public func make(for subject: Subject, at now: Date = Date()) -> String {
        token(subject, seconds: seconds(at: now), key: keys.current)
    }

    /// Whether a token was made for an account as it is now, by one of the keys, and is not too old.
    public func check(_ token: String, for subject: Subject, at now: Date = Date()) -> Bool {
        let parts = token.utf8.split(separator: UInt8(ascii: "-"), omittingEmptySubsequences: false)
        // Django's limit of 13 characters keeps the number within 64 bits.
        guard parts.count == 2, (1...13).contains(parts[0].count),
            let stamp = UInt(String(decoding: Array(parts[0]), as: UTF8.self), radix: 36),
            let seconds = Int(exactly: stamp)
        else { return false }
        var isGood = false
        for key in keys.all where ConstantTime.equals(token, self.token(subject, seconds: seconds, key: key)) {
            isGood = true
        }
        return isGood && .seconds(self.seconds(at: now) - seconds) <= maximumAge
    }

    private func token(_ subject: Subject, seconds: Int, key: String) -> String {
        let value =
            subject.keyText + subject.password + signinText(subject.lastSignin) + String(seconds) + subject.email
        let digits = SaltedHMAC.hexCode(for: value, salt: Self.salt, secret: key).utf8.enumerated()
        let half = String(decoding: digits.filter { $0.offset % 2 == 0 }.map(\.element), as: UTF8.self)
        return "\(NumberText.base36(UInt(max(0, seconds))))-\(half)"
    }

    /// Whole seconds of the wall clock since the start of 2001.
    private func seconds(at now: Date) -> Int {
        let offset = calendar.timeZone.secondsFromGMT(for: now)
        return Int((now.timeIntervalSinceReferenceDate + Double(offset)).rounded(.down))
    }

    /// `YYYY-MM-DD HH:MM:SS` in UTC, as Django has it from the database; empty for never.
    private func signinText(_ date: Date?) -> String {
        guard let date else { return "" }
        var utc = Calendar(identifier: .gregorian)
        utc.timeZone = .gmt
        let whole = Date(timeIntervalSinceReferenceDate: date.timeIntervalSinceReferenceDate.rounded(.down))
        let parts = utc.dateComponents([.year, .month, .day, .hour, .minute, .second], from: whole)
        func two(_ number: Int?) -> String { (number ?? 0) < 10 ? "0\(number ?? 0)" : "\(number ?? 0)" }
        let year = String(parts.year ?? 0)
        let paddedYear = String(repeating: "0", count: max(0, 4 - year.count)) + year
        return
            "\(paddedYear)-\(two(parts.month))-\(two(parts.day)) \(two(parts.hour)):\(two(parts.minute)):\(two(parts.second))"
    }
}
