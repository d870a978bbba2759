import GatehouseBase

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    public import Foundation
#endif

/// What somebody has shown: whose account it is, which backend says so, and how.
///
/// ``Accounts/signIn(_:_:client:)`` takes it to the gate, which alone signs people in.
public struct Proof<User: Account>: Sendable {
    /// The account.
    public var user: User
    /// The backend that is asked for the account from now on.
    public let backend: BackendName
    /// How sessions name it.
    let sessionName: String
    /// What was shown, with times.
    public internal(set) var methods: [ShownMethod]
    /// The password, where one was shown: for steps that look at it, and for nobody else.
    let password: String?
    /// Whether the site's policy accepted the password for this sign-up.
    private(set) var isPasswordChecked = false
    /// Whether the backend lets in accounts that are not active.
    private let admitsInactive: Bool

    init(
        _ user: User, by backend: any AuthenticationBackend<User>, methods: [ShownMethod], password: String? = nil
    ) {
        self.user = user
        self.backend = backend.name
        sessionName = backend.sessionName
        admitsInactive = backend.admitsInactive
        self.methods = methods
        self.password = password
    }

    init(
        _ user: User, by backend: any AuthenticationBackend<User>, shown methods: [AuthenticationMethod],
        at date: Date, password: String? = nil, isPasswordChecked: Bool = false
    ) {
        self.init(user, by: backend, methods: methods.map { ShownMethod($0, at: date) }, password: password)
        self.isPasswordChecked = isPasswordChecked
    }

    /// Whether its account may sign in.
    var isAdmitted: Bool { user.isActive || admitsInactive }

    /// How sure it is; see ``AssuranceLevel``.
    public var level: Int { AssuranceLevel.of(methods.map(\.method)) }
}

extension Proof: CustomStringConvertible, CustomReflectable {
    /// Nothing of the account.
    public var description: String { "proof by \(methods.map(\.method.name).joined(separator: ", "))" }
    /// Without children, so that `dump` and debuggers show neither the account nor the password.
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Accounts {
    /// The proof that an account is somebody's who showed it in a way of the application's own.
    ///
    /// ```swift
    /// let user = try await accounts.signUp(email: email, password: password, client: client)
    /// let proof = try accounts.proof(of: user, by: [.password])
    /// ```
    ///
    /// - Parameters:
    ///   - methods: what was shown.
    ///   - name: the backend that is asked for the account from now on. Nil for the first of the site's that accepts by
    ///     these methods, and lets an account in that is not active if this one is not; or else the site's first.
    /// - Throws: ``BackendChoiceError`` for a name that is not one of the site's.
    public func proof(
        of user: User, by methods: [AuthenticationMethod] = [], backend name: BackendName? = nil
    ) throws(BackendChoiceError) -> Proof<User> {
        Proof(user, by: try choose(name, methods, user), shown: methods, at: now())
    }

    /// The proof that an account is somebody's who has just shown its password to a page; nil where no backend of the
    /// site takes passwords of such an account.
    ///
    /// - Parameter isChecked: whether it is the password of a sign-up, which the site's policy accepted.
    package func proof(of user: User, password: String, isChecked: Bool = false) -> Proof<User>? {
        let backend = backends.first { $0.methods.contains(.password) && (user.isActive || $0.admitsInactive) }
        return backend.map {
            Proof(user, by: $0, shown: $0.methods, at: now(), password: password, isPasswordChecked: isChecked)
        }
    }

    private func choose(
        _ name: BackendName?, _ methods: [AuthenticationMethod], _ user: User
    ) throws(BackendChoiceError) -> any AuthenticationBackend<User> {
        guard let name else {
            let alike = backends.filter { !Set($0.methods).isDisjoint(with: methods) }
            return alike.first { user.isActive || $0.admitsInactive } ?? alike.first ?? backends[0]
        }
        guard let backend = backends.first(where: { $0.name == name }) else {
            throw BackendChoiceError(name: name, known: backends.map(\.name))
        }
        return backend
    }
}
