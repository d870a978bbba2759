import GatehouseDocuments
import GatehouseMessages
import GatehousePasswords

extension Accounts {
    /// Whose credentials they are, or nil. The backends are asked in order, until one accepts or forbids.
    ///
    /// Every refusal looks alike: unknown, wrong, inactive, and tried too often. Tries are counted before anything is
    /// verified; a right password gives its account's tries from this address back, and its own of the address.
    ///
    /// - Throws: `PasswordError`, `MongoError`, `CancellationError`; never for wrong credentials.
    public func authenticate(
        _ credentials: Credentials, _ client: Client
    ) async throws -> Proof<User>? {
        let place = credentials["password"] == nil ? nil : try passwords.begin()
        defer { place?.leave() }
        let pair = pairBucket(credentials, client)
        if let throttle = try await firstFull(credentials, pair, client) {
            await emit(.throttled, client: client, isSuccess: false, by: throttle)
            return nil
        }
        var meant: User.ID?
        var forbiddenBy: String?
        for backend in backends where forbiddenBy == nil {
            let outcome = try await StoreFailure.guarding(backend.name.text) {
                try await backend.authenticate(credentials, client)
            }
            meant = meant ?? outcome.account
            switch outcome.kind {
            case .accepted(let user):
                // Whatever a backend says of an account that may not sign in.
                guard user.isActive || backend.admitsInactive else { continue }
                // Only its own tries: another account may have been named beside these credentials.
                let isOwn = credentials.email.map { $0 == EmailAddress(user.email) } ?? false
                try await giveBack(credentials, isOwn ? pair : nil, client)
                return Proof(
                    user, by: backend, shown: backend.methods, at: now(), password: credentials["password"])
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

    /// The bucket of an account as it was named, tried from an address.
    private func pairBucket(_ credentials: Credentials, _ client: Client) -> String? {
        guard let rule = throttles.accountAndAddress, let email = credentials["email"] else { return nil }
        // All spellings of an address are one account.
        let account = credentials.email?.text ?? email
        return Throttles.bucket(rule, account, NetworkAddress.throttled(client.address))
    }

    /// Whether a password is an account's own: to ask for before something important. Counted as a sign-in is, and
    /// false when there were too many tries.
    ///
    /// - Throws: `PasswordError`, `MongoError`.
    public func verify(
        _ password: String, of user: User, client: Client
    ) async throws -> Bool {
        guard !PasswordHashing.isTooLong(password) else { return false }
        let credentials = Credentials(email: user.email, password: password)
        let pair = pairBucket(credentials, client)
        if let throttle = try await firstFull(credentials, pair, client) {
            await emit(.throttled, account: user.id?.keyText, client: client, isSuccess: false, by: throttle)
            return false
        }
        let check = PasswordCheck(documents: documents, passwords: passwords)
        guard try await check.verify(password, of: user).isCorrect else {
            await emit(.signInFailed, account: user.id?.keyText, client: client, isSuccess: false)
            return false
        }
        try await giveBack(credentials, pair, client)
        return true
    }

    /// Forgets the tries of an account's password from an address: its owner came in otherwise.
    func forgetTries(of user: User, _ client: Client) async throws {
        guard let pair = pairBucket(Credentials(email: user.email, password: ""), client) else { return }
        try await StoreFailure.guarding("throttles") { try await throttleStore.clear(pair) }
    }

    /// What a right password takes back: all tries of its account from there, and one of the address.
    private func giveBack(_ credentials: Credentials, _ pair: String?, _ client: Client) async throws {
        try await StoreFailure.guarding("throttles") {
            try await throttleStore.settle(
                clearing: pair, givingBackTo: credentials.isEmpty ? nil : addressBucket(client))
        }
    }

    private func addressBucket(_ client: Client) -> String? {
        throttles.address.map { Throttles.bucket($0, NetworkAddress.throttled(client.address)) }
    }

    /// Counts a try, and tells which throttle does not let it through. Who comes with no credentials guesses none.
    private func firstFull(
        _ credentials: Credentials, _ pair: String?, _ client: Client
    ) async throws -> String? {
        guard !credentials.isEmpty else { return nil }
        // The wide one first: an address that is blocked makes no new buckets.
        let bucket = addressBucket(client)
        if let rule = throttles.address, let bucket {
            guard try await take(bucket, rule, at: now()).isAllowed else { return rule.name }
        }
        if let pair, let rule = throttles.accountAndAddress {
            guard try await take(pair, rule, at: now()).isAllowed else {
                // Who hammers at one account does not use up what the others of his network have.
                if let bucket, throttles.address != nil {
                    try await StoreFailure.guarding("throttles") { try await throttleStore.giveBack(bucket) }
                }
                return rule.name
            }
        }
        return nil
    }

    func emit(
        _ kind: AccountEvent.Kind, account: String? = nil, client: Client = Client(),
        isSuccess: Bool = true, by: String? = nil
    ) async {
        await events.emit(
            AccountEvent(
                kind, date: now(), account: account, address: client.address, isSuccess: isSuccess, decidedBy: by))
    }
}
