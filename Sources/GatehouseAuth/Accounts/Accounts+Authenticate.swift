import GatehouseDocuments

/// An account whose credentials were right, and the backend that says so.
public struct Authenticated<User: Account>: Sendable {
    /// The account.
    public var user: User
    /// How sessions name the backend.
    public let backend: String
}

extension Accounts {
    /// Whose credentials they are, or nil. The backends are asked in order, until one accepts or forbids.
    ///
    /// Every refusal looks alike: unknown, wrong, inactive, and tried too often. Tries are counted before anything is
    /// verified; a right password gives its account's tries from this address back.
    ///
    /// - Throws: `PasswordError`, `MongoError`, `CancellationError`; never for wrong credentials.
    public func authenticate(
        _ credentials: Credentials, _ request: SignInRequest = SignInRequest()
    ) async throws -> Authenticated<User>? {
        let pair = pairBucket(credentials, request)
        if let throttle = try await firstFull(credentials, pair, request) {
            await emit(.throttled, request: request, isSuccess: false, by: throttle)
            return nil
        }
        var meant: User.ID?
        var forbiddenBy: String?
        for backend in backends where forbiddenBy == nil {
            let outcome = try await backend.authenticate(credentials, request)
            meant = meant ?? outcome.account
            switch outcome.kind {
            case .accepted(let user):
                if let pair { try await throttleStore.clear(pair) }
                return Authenticated(user: user, backend: backend.sessionName)
            case .declined: continue
            case .forbidden: forbiddenBy = backend.name
            }
        }
        await emit(.signInFailed, account: meant?.keyText, request: request, isSuccess: false, by: forbiddenBy)
        return nil
    }

    /// The account of an e-mail address and a password, or nil. As ``authenticate(_:_:)``.
    public func authenticate(email: String, password: String) async throws -> User? {
        try await authenticate(Credentials(email: email, password: password))?.user
    }

    /// The bucket of an account as it was named, tried from an address.
    private func pairBucket(_ credentials: Credentials, _ request: SignInRequest) -> String? {
        guard let rule = throttles.accountAndAddress, let email = credentials["email"] else { return nil }
        // All spellings of an address are one account.
        let account = EmailAddress(email)?.text ?? email
        return Throttles.bucket(rule, account, NetworkAddress.throttled(request.address))
    }

    /// Counts a try, and tells which throttle does not let it through. Who comes with no credentials guesses none.
    private func firstFull(
        _ credentials: Credentials, _ pair: String?, _ request: SignInRequest
    ) async throws -> String? {
        guard !credentials.isEmpty else { return nil }
        // The narrow one first: who hammers at one account does not use up what the others of his network have.
        if let pair, let rule = throttles.accountAndAddress {
            guard try await throttleStore.take(pair, rule, at: now()).isAllowed else { return rule.name }
        }
        if let rule = throttles.address {
            let bucket = Throttles.bucket(rule, NetworkAddress.throttled(request.address))
            guard try await throttleStore.take(bucket, rule, at: now()).isAllowed else { return rule.name }
        }
        return nil
    }

    func emit(
        _ kind: AccountEvent.Kind, account: String? = nil, request: SignInRequest = SignInRequest(),
        isSuccess: Bool = true, by: String? = nil
    ) async {
        await events.emit(
            AccountEvent(
                kind, date: now(), account: account, address: request.address, isSuccess: isSuccess, decidedBy: by))
    }
}
