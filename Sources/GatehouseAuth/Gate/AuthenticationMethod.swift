#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// A way to show who one is, named as RFC 8176 names it. Open-ended.
public struct AuthenticationMethod: Sendable, Hashable, CustomStringConvertible {
    /// The name: small letters, digits and hyphens.
    public let name: String

    /// A method of its name.
    public init(_ name: String) { self.name = name }

    /// A password.
    public static let password = AuthenticationMethod("pwd")
    /// A one-time password, as of an authenticator app.
    public static let oneTimePassword = AuthenticationMethod("otp")
    /// A key in hardware.
    public static let hardwareKey = AuthenticationMethod("hwk")
    /// A key in software.
    public static let softwareKey = AuthenticationMethod("swk")
    /// That somebody is there, as by touching a key.
    public static let userPresence = AuthenticationMethod("user")
    /// A PIN or a fingerprint that a device has asked for.
    public static let pin = AuthenticationMethod("pin")
    /// Several methods of different kinds, as another provider vouches for.
    public static let multipleFactors = AuthenticationMethod("mfa")

    /// A code or a link that was mailed to the account's address. RFC 8176 has `sms` for text messages, and no word for mail.
    public static let email = AuthenticationMethod("email")

    /// A second proof over the channel of the first, such as a mailed code after a password that was set by a mailed link. The
    /// step that asks for a second factor takes it where the account has nothing else to show, and it counts for nothing.
    public static let sameChannel = AuthenticationMethod("same-channel")

    /// A browser that the account remembers: no second factor is asked for, and it counts as none.
    public static let rememberedBrowser = AuthenticationMethod("remembered-browser")

    /// The name of RFC 8176, such as `pwd`.
    public var description: String { name }

    /// What it shows: that one knows something, has something, or reads the account's mail.
    fileprivate var kind: Kind? {
        switch self {
        case .password, .pin: .knowledge
        case .oneTimePassword, .hardwareKey, .softwareKey: .possession
        case .email: .mailbox
        default: nil
        }
    }

    fileprivate enum Kind { case knowledge, possession, mailbox }
}

/// A method and when it was used.
public struct ShownMethod: Sendable, Hashable {
    /// What was shown.
    public let method: AuthenticationMethod
    /// When, to the second.
    public let date: Date

    /// A method at a time.
    public init(_ method: AuthenticationMethod, at date: Date) {
        self.method = method
        self.date = date
    }
}

/// How sure it is who somebody is.
public enum AssuranceLevel {
    /// The level of what was shown: 2 for two methods of different kinds, or where another provider vouches for several;
    /// else 1. (NIST SP 800-63B-4, section 2.)
    public static func of(_ methods: some Sequence<AuthenticationMethod>) -> Int {
        let methods = Set(methods)
        return methods.contains(.multipleFactors) || Set(methods.compactMap(\.kind)).count > 1 ? 2 : 1
    }
}
