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
    /// How sessions name the backend that is asked for the account from now on.
    public let backend: String
    /// What was shown, with times.
    public let methods: [ShownMethod]
    /// The password, where one was shown: for steps that look at it, and for nobody else.
    let password: String?

    init(_ user: User, backend: String, methods: [ShownMethod], password: String? = nil) {
        self.user = user
        self.backend = backend
        self.methods = methods
        self.password = password
    }

    init(_ user: User, backend: String, methods: [AuthenticationMethod], at date: Date, password: String? = nil) {
        self.init(user, backend: backend, methods: methods.map { ShownMethod($0, at: date) }, password: password)
    }

    /// How sure it is; see ``AssuranceLevel``.
    public var level: Int { AssuranceLevel.of(methods.map(\.method)) }
}

extension Proof: CustomStringConvertible, CustomReflectable {
    /// Nothing of the account.
    public var description: String { "proof by \(methods.map(\.method.name).joined(separator: ", "))" }
    public var customMirror: Mirror { Mirror(self, children: []) }
}

extension Accounts {
    /// The proof that an account is somebody's who showed it in a way of the application's own.
    ///
    /// - Parameters:
    ///   - methods: what was shown.
    ///   - backend: how sessions name the backend that is asked for the account from now on; nil where the site has only
    ///     one.
    /// - Throws: ``BackendChoiceError`` when it is not one of the site's.
    public func proof(
        of user: User, by methods: [AuthenticationMethod] = [], backend: String? = nil
    ) throws -> Proof<User> {
        Proof(user, backend: try choose(backend), methods: methods, at: now())
    }

    /// The proof that an account is somebody's who has just shown its password to a page; nil where no backend of the
    /// site takes passwords.
    package func proof(of user: User, password: String) -> Proof<User>? {
        backends.first { $0.methods.contains(.password) }.map { backend in
            Proof(user, backend: backend.sessionName, methods: backend.methods, at: now(), password: password)
        }
    }

    /// The name of a backend that is the site's.
    private func choose(_ name: String?) throws -> String {
        guard let name else {
            guard backends.count == 1 else { throw BackendChoiceError.missing }
            return backends[0].sessionName
        }
        guard backends.contains(where: { $0.sessionName.hasBytes(of: name) }) else {
            throw BackendChoiceError.unknown
        }
        return name
    }
}
