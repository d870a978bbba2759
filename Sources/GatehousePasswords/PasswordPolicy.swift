/// What a new password must keep.
public struct PasswordPolicy: Sendable {
    /// The least number of Unicode code points. The post's 8.
    public var minimumLength = 8

    /// The defaults.
    public init() {}

    /// The failures of a password in words for a form; empty when it is fine.
    public func failures(of password: String) -> [String] {
        if password.isEmpty { return ["This field is required."] }
        if password.utf8.count > PasswordHashing.maximumLength {
            return ["This password is too long. It must contain at most \(PasswordHashing.maximumLength) bytes."]
        }
        if password.unicodeScalars.count < minimumLength {
            return ["This password is too short. It must contain at least \(minimumLength) characters."]
        }
        return []
    }
}
