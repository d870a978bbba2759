import GatehouseDocuments
import GatehouseMessages
import GatehousePasswords

extension Accounts {
    /// Whose credentials they are, or nil. The backends are asked in order, until one accepts or forbids.
    ///
    /// Unknown, wrong and inactive look alike. Tries are counted before anything is verified, by what the backends say
    /// is tried; a right password gives its account's tries back. Too many are an error, for right and wrong credentials
    /// of known and unknown accounts alike.
    ///
    /// - Throws: ``ThrottledError`` after too many tries; `PasswordError`, `StoreFailure`, `CancellationError`; never for
    ///   wrong credentials.
    public func authenticate(
        _ credentials: Credentials, _ client: Client
    ) async throws -> Proof<User>? {
        let place = credentials[AccountFormField.password] == nil ? nil : try passwords.begin()
        defer { place?.leave() }
        let asked = backends.compactMap { backend in
            backend.attempt(credentials, client).map { (backend: backend, attempt: $0) }
        }
        var names: [String] = []
        for (_, attempt) in asked { if let name = attempt.name, !names.contains(name) { names.append(name) } }
        // What no backend takes is counted by address, as all else.
        let isCounted = !credentials.isEmpty || asked.contains { $0.attempt.isCounted }
        let counted = isCounted ? try await count(names, client) : CountedTry()
        var meant: User.ID?
        var forbiddenBy: String?
        for (backend, attempt) in asked where forbiddenBy == nil {
            let outcome = try await StoreFailure.guarding(backend.name.text) {
                try await backend.authenticate(credentials, client)
            }
            meant = meant ?? outcome.account
            switch outcome.kind {
            case .accepted(let user):
                // Whatever a backend says of an account that may not sign in.
                guard user.isActive || backend.admitsInactive else { continue }
                // Only its own tries: other backends may have read another account's name in the same credentials.
                try await settle(counted, name: attempt.name)
                return Proof(
                    user, by: backend, shown: backend.methods, at: now(),
                    password: credentials[AccountFormField.password])
            case .declined: continue
            case .forbidden: forbiddenBy = backend.name.text
            }
        }
        await emit(.signInFailed, account: meant?.keyText, client: client, isSuccess: false, by: forbiddenBy)
        return nil
    }

    /// The account of an e-mail address and a password, or nil. As ``authenticate(_:_:)``.
    ///
    /// - Parameter client: from where they come, `context.visit.client`: tries are counted by its address.
    public func authenticate(
        email: String, password: String, from client: Client
    ) async throws -> User? {
        try await authenticate(Credentials(email: email, password: password), client)?.user
    }

    /// Whether a password is an account's own: to ask for before something important. Counted as a sign-in is.
    ///
    /// - Throws: ``ThrottledError`` after too many tries; `PasswordError`, `StoreFailure`.
    public func verify(
        _ password: String, of user: User, client: Client
    ) async throws -> Bool {
        try await passwords.withPlace { try await verifyInPlace(password, of: user, client: client) }
    }

    /// The same for work that has its place among the hashes already.
    func verifyInPlace(_ password: String, of user: User, client: Client) async throws -> Bool {
        guard !PasswordHashing.isTooLong(password) else { return false }
        let name = AccountName.canonical(user.email)
        let counted = try await count([name], account: user.id?.keyText, client)
        let check = PasswordCheck(documents: documents, passwords: passwords)
        guard try await check.verify(password, of: user).isCorrect else {
            await emit(.signInFailed, account: user.id?.keyText, client: client, isSuccess: false)
            return false
        }
        try await settle(counted, name: name)
        return true
    }

    /// Tells what happened to an account, or was tried.
    ///
    /// - Parameters:
    ///   - account: the key, as text; nil where it is not known which.
    ///   - decider: what decided, as a backend or a limit.
    package func emit(
        _ kind: AccountEvent.Kind, account: String? = nil, client: Client = Client(),
        isSuccess: Bool = true, by decider: String? = nil
    ) async {
        await events.emit(
            AccountEvent(
                kind, date: now(), account: account, address: client.address, userAgent: client.userAgent,
                isSuccess: isSuccess, decidedBy: decider))
    }
}
