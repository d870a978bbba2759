import GatehouseBSON
import GatehouseBase
package import GatehouseDocuments
package import Logging

#if canImport(FoundationEssentials)
    package import FoundationEssentials
#else
    package import Foundation
#endif

/// The browsers in which a site's accounts ask for no second factor, since their owners wanted it so where they showed one.
///
/// A browser keeps a random secret for each account, and the store its hash. It counts for that account alone, until it is
/// too old, the password is another one, a factor is added or removed, or the owner makes the account forget it.
package struct RememberedBrowsers: Sendable {
    /// How long a browser is remembered.
    package let age: Duration
    let rows: Documents<RememberedBrowser>
    private let now: @Sendable () -> Date

    /// The browsers of a database, in the collection `remembered_browsers`.
    package init(in database: DocumentDatabase, age: Duration, now: @escaping @Sendable () -> Date) {
        rows = Documents(RememberedBrowser.self, in: database)
        self.age = age
        self.now = now
    }

    /// Makes the indexes.
    ///
    /// - Throws: `IndexConflictError`, `MongoError`.
    package func ensureIndexes() async throws -> IndexReport { try await rows.ensureIndexes() }

    /// The code of the password with which the account remembers a browser that brought a text; nil where it does not.
    func passwordHash(_ text: String?, of account: String) async throws -> String? {
        let hashes = BrowserSecrets(text).hashes(of: account)
        guard !hashes.isEmpty else { return nil }
        let date = now()
        return try await rows.first { $0.id.in(hashes) && $0.account == account && $0.expiresAt > date }?.passwordHash
    }

    /// Remembers a browser.
    func remember(_ client: Client, _ account: String, passwordHash: String) async throws {
        let secrets = BrowserSecrets(client.rememberedBrowser)
        let hashes = secrets.hashes(of: account)
        let old = hashes.isEmpty ? [] : try await rows.find { $0.id.in(hashes) && $0.account == account }
        let dropped = Set(
            secrets.all.filter { secret in old.contains { $0.id == BrowserSecrets.hash(secret, of: account) } })
        let (date, secret) = (now(), BrowserSecrets.make())
        var row = RememberedBrowser(
            id: BrowserSecrets.hash(secret, of: account), account: account, passwordHash: passwordHash,
            userAgent: String(
                decoding: (client.userAgent ?? "").utf8.prefix(UserAgentText.maximumLength), as: UTF8.self),
            added: date, expiresAt: date.adding(age))
        try await rows.insert(&row)
        if !old.isEmpty { _ = try await rows.delete { $0.id.in(hashes) && $0.account == account } }
        client.keepRememberedBrowser(secrets.text(adding: secret, without: dropped), age)
    }

    /// The browsers that an account remembers, newest first; a hundred at most.
    ///
    /// - Throws: `MongoError`.
    package func browsers(of account: String) async throws -> [RememberedBrowser] {
        let date = now()
        return try await rows.find(sortedBy: { [$0.added.descending] }, limit: 100) {
            $0.account == account && $0.expiresAt > date
        }
    }

    /// Makes an account forget a browser.
    ///
    /// - Returns: whether it was remembered.
    /// - Throws: `MongoError`.
    package func forget(_ id: String, of account: String) async throws -> Bool {
        try await rows.delete { $0.id == id && $0.account == account } > 0
    }

    /// Makes an account forget all browsers, or all but the one that asks.
    ///
    /// - Throws: `MongoError`.
    package func forgetAll(of account: String, exceptThatOf client: Client = Client()) async throws {
        let kept = BrowserSecrets(client.rememberedBrowser).hashes(of: account)
        guard !kept.isEmpty else {
            _ = try await rows.delete { $0.account == account }
            return
        }
        _ = try await rows.delete { $0.account == account && !$0.id.in(kept) }
    }

    /// Makes an account forget its browsers when its factors change.
    package func handler(_ logger: Logger) -> AccountEvents.Handler {
        .awaited { event in
            guard [.factorAdded, .factorRemoved].contains(event.kind), let account = event.account else { return }
            do {
                try await forgetAll(of: account)
            } catch {
                logger.error("An account's browsers are still remembered", metadata: ["error": "\(error)"])
            }
        }
    }
}

extension AccountRecord {
    /// The browsers that accounts remember.
    package static func rememberedBrowsers(_ browsers: RememberedBrowsers) -> AccountRecord {
        AccountRecord("remembered_browsers") { _, id in
            let list = try await browsers.browsers(of: id.keyText)
            // A nil behind a question mark would be a null of BSON.
            guard !list.isEmpty else { return nil }
            return .array(
                BSONArray(
                    try list.map { browser in
                        .document(
                            BSONDocument([
                                ("user_agent", .string(browser.userAgent)), ("added", try browser.added.bsonValue()),
                                ("expires", try browser.expiresAt.bsonValue()),
                            ]))
                    }))
        } erase: { id in
            try await browsers.forgetAll(of: id.keyText)
        }
    }
}
