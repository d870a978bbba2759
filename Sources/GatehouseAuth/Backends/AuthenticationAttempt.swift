public import GatehouseDocuments

/// What credentials try, as a backend reads them. Tries are counted by it before anything is verified.
public struct AuthenticationAttempt: Sendable, Hashable {
    enum Kind: Sendable, Hashable {
        case account(String)
        case longSecret
        case trusted
    }
    let kind: Kind

    /// A password, or another secret that can be guessed, of an account that the credentials name: by its email
    /// address, a user name, a number. Counted by name and address, by name, and by address.
    ///
    /// - Parameter name: the name, one text for all spellings that the backend takes for one: in lower case, where case
    ///   does not matter. An email address may be in any spelling. Two backends that take the same name count together;
    ///   an account with two names has two counts.
    public static func account(named name: String) -> AuthenticationAttempt {
        AuthenticationAttempt(kind: .account(AccountName.canonical(name)))
    }

    /// The same for an account that is named by its address, which was read already.
    public static func account(at address: EmailAddress) -> AuthenticationAttempt {
        AuthenticationAttempt(kind: .account(address.text))
    }

    /// A secret that says by itself whose it is and is too long to be guessed, with 128 random bits or more: a key for
    /// programs. Counted by address alone.
    public static let longSecret = AuthenticationAttempt(kind: .longSecret)

    /// The word of somebody who verified it already, such as a trusted proxy: there is nothing to guess, and nothing is
    /// counted.
    public static let trusted = AuthenticationAttempt(kind: .trusted)

    /// The name of the account that is tried; nil where it is not known before.
    var name: String? { if case .account(let name) = kind { name } else { nil } }
    var isCounted: Bool { kind != .trusted }
}
