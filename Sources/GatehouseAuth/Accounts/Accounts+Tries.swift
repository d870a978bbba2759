import GatehouseMessages

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Where a try was counted: what a right password takes back.
struct CountedTry: Sendable {
    /// The bucket of the address; nil where it does not count.
    var address: String?
    /// The buckets of each name that was tried.
    var names: [String: [String]] = [:]

    /// The buckets that the right password of a name empties, and those that get one try back.
    func settlement(of name: String?) -> (cleared: [String], givenBack: [String]) {
        (name.flatMap { names[$0] } ?? [], address.map { [$0] } ?? [])
    }

    /// All of it, to be taken back because a later bucket was full.
    var all: [String] { (address.map { [$0] } ?? []) + names.values.joined() }
}

extension Accounts {
    /// Counts a try of accounts of some names before anything is verified.
    ///
    /// A browser that is known to the account counts in its own bucket, and while that is not full in no other: so
    /// nobody else's tries keep an owner out. All others count by address, by address and account, and by account, in
    /// this order: what one does not let through does not count in those after it.
    ///
    /// - Throws: ``ThrottledError`` when there were too many; what the store throws.
    func count(_ names: [String], account: String? = nil, _ client: Client) async throws -> CountedTry {
        try await count(names, account: account, client) { name, network in
            [(throttles.accountAndAddress, [name, network]), (throttles.account, [name])]
        }
    }

    /// - Parameter rules: what a name is counted by besides the address, with the parts of the bucket.
    private func count(
        _ names: [String], account: String? = nil, _ client: Client,
        by rules: (_ name: String, _ network: String) -> [(ThrottleRule?, [String])]
    ) async throws -> CountedTry {
        if names.count == 1, let known = try await countKnown(names[0], client) { return known }
        var counted = CountedTry()
        let network = NetworkAddress.throttled(client.address)
        // The wide one first: an address that is blocked makes no new buckets.
        if let rule = throttles.address {
            let bucket = Throttles.bucket(rule, [network])
            try await spend(bucket, rule, .attempts, account: account, after: counted, client)
            counted.address = bucket
        }
        for name in names {
            for (rule, parts) in rules(name, network) {
                guard let rule else { continue }
                let bucket = Throttles.bucket(rule, parts)
                try await spend(bucket, rule, .attempts, account: account, after: counted, client)
                counted.names[name, default: []].append(bucket)
            }
        }
        return counted
    }

    /// Does work that tries a code which was mailed to sign in to the account of an address. It counts before the work, for
    /// addresses with and without an account alike, and not as a try of the password: who guesses passwords does not keep
    /// an account's owner from signing in by mail.
    ///
    /// - Returns: what the work gives; a right code gives its account's tries back.
    /// - Throws: ``ThrottledError`` when there were too many; what the work and the store throw.
    package func tryCode<Result>(
        of email: String, _ client: Client, _ work: () async throws -> Result?
    ) async throws -> Result? {
        let name = AccountName.canonical(email)
        let counted = try await count([name], client) { name, _ in [(throttles.signInCode, [name])] }
        guard let result = try await work() else { return nil }
        try await settle(counted, name: name)
        return result
    }

    /// Counts a try by a browser that is known to an account; nil where it is not, or has failed too often.
    private func countKnown(_ name: String, _ client: Client) async throws -> CountedTry? {
        guard let rule = throttles.knownBrowser,
            let identifier = browsers.identifier(for: name, in: client.knownBrowser, at: now())
        else { return nil }
        let bucket = Throttles.bucket(rule, [identifier])
        guard try await take(bucket, rule, at: now()).isAllowed else { return nil }
        return CountedTry(names: [name: [bucket]])
    }

    /// Counts a try in a bucket.
    ///
    /// - Parameters:
    ///   - account: the key, as text, of the account that is tried; nil where none is known.
    ///   - counted: what was counted of the same try before. It is taken back where this bucket is full: hammering at one
    ///     account does not use up what others of the same network have.
    /// - Throws: ``ThrottledError`` when there were too many.
    func spend(
        _ bucket: String, _ rule: ThrottleRule, _ subject: ThrottledError.Subject, account: String? = nil,
        after counted: CountedTry = CountedTry(), _ client: Client
    ) async throws {
        let now = now()
        let verdict = try await take(bucket, rule, at: now)
        guard !verdict.isAllowed else { return }
        try await settle(clearing: [], givingBackTo: counted.all)
        await emit(.throttled, account: account, client: client, isSuccess: false, by: rule.name)
        throw ThrottledError(subject, until: verdict.blockedUntil, now: now)
    }

    /// What a right password takes back: all tries of its account by this browser or from this address, those in a row
    /// over all addresses, and one of the address.
    func settle(_ counted: CountedTry, name: String?) async throws {
        let (cleared, givenBack) = counted.settlement(of: name)
        try await settle(clearing: cleared, givingBackTo: givenBack)
    }

    /// Forgets the tries of an account: its owner came in otherwise, and by this browser, which is known from now on.
    func forgetTries(of user: User, _ client: Client) async throws {
        let network = NetworkAddress.throttled(client.address)
        let buckets = try await names(of: user).flatMap { name in
            [
                throttles.accountAndAddress.map { Throttles.bucket($0, [name, network]) },
                throttles.account.map { Throttles.bucket($0, [name]) },
            ].compactMap(\.self)
        }
        try await settle(clearing: buckets, givingBackTo: [])
        try await keepKnown(user, client)
    }

    /// Gives a browser what makes it known to an account, by all its names.
    ///
    /// - Throws: `StoreFailure` when a backend cannot tell the names.
    package func keepKnown(_ user: User, _ client: Client) async throws {
        keepKnown(try await knownNames(of: user), client)
    }

    /// The names by which a browser is to be known to an account; nil where none is.
    ///
    /// - Throws: `StoreFailure` when a backend cannot tell the names.
    func knownNames(of user: User) async throws -> [String]? {
        guard throttles.knownBrowser != nil else { return nil }
        return try await names(of: user)
    }

    func keepKnown(_ names: [String]?, _ client: Client) {
        guard let names else { return }
        client.keepKnownBrowser(browsers.text(adding: names, to: client.knownBrowser, at: now()))
    }

    private func settle(clearing cleared: [String], givingBackTo givenBack: [String]) async throws {
        guard !cleared.isEmpty || !givenBack.isEmpty else { return }
        try await StoreFailure.guarding("throttles") {
            try await throttleStore.settle(clearing: cleared, givingBackTo: givenBack)
        }
    }
}
