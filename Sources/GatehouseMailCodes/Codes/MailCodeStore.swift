import GatehouseAuth
import GatehouseBase
import GatehouseDocuments
import GatehouseSigning

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The codes that wait to be typed. A browser has one at a time: another one takes its place.
struct MailCodeStore<User: Account>: Sendable {
    /// What a code is for, and good for nothing else.
    enum Purpose: String {
        /// Signing in by mail.
        case signIn = "sign-in"
        /// A second factor after another proof.
        case factor
        /// Turning the second factor on.
        case turnOn = "turn-on"
    }

    /// What the reader of a mail shows.
    enum Shown {
        /// As it was typed.
        case code(String)
        /// The secret of the link.
        case link(String)
    }

    /// What is mailed.
    struct Issued {
        let code: String
        let link: String
        let end: Date
    }

    let documents: Documents<MailCode>
    /// Six digits are soon guessed, so their hashes are keyed: whoever reads the store alone finds none (MC2).
    private let keys: [SaltedHMAC.Key]
    private let now: @Sendable () -> Date

    init(in database: DocumentDatabase, keys: SecretKeys, now: @escaping @Sendable () -> Date) {
        documents = Documents(MailCode.self, in: database)
        self.keys = keys.all.map { SaltedHMAC.Key(salt: "gatehouse.mail-codes", secret: $0) }
        self.now = now
    }

    /// Makes a code for a browser, in the place of the one before.
    ///
    /// - Parameter user: who is mailed; nil for nobody, which stores as much, and is no code of anybody.
    func issue(
        to user: User?, typed email: String, for purpose: Purpose = .signIn, browser: String
    ) async throws -> Issued {
        let issued = Issued(
            code: SixDigits.make(), link: Base64URL.encode(RandomText.bytes(count: 32)),
            end: now().adding(MailCode.validity))
        let id = Self.id(purpose, browser)
        let (code, link) = (hash(issued.code, id, keys[0]), hash(issued.link, id, keys[0]))
        let (account, fingerprint) = (user?.id?.keyText, user.map { AccountLifecycle.fingerprint(of: $0) })
        for attempt in 0... {
            do {
                try await documents.modify({ $0.id == id }, upsert: true) {
                    [
                        $0.email.set(email), $0.account.set(account), $0.fingerprint.set(fingerprint),
                        $0.code.set(code), $0.link.set(link), $0.tries.set(0), $0.expiresAt.set(issued.end),
                    ]
                }
                break
            } catch let error as DocumentError where error.code == .duplicate && attempt == 0 {
                // Another request of the browser made its first one at the same moment.
                continue
            }
        }
        return issued
    }

    /// The code that a browser waits for; nil where it did not ask, or not lately.
    func waiting(in browser: String) async throws -> MailCode? {
        let (id, date) = (Self.id(.signIn, browser), now())
        return try await documents.first { $0.id == id && $0.expiresAt > date }
    }

    /// Whether a link is of the mail that a browser waits for, without using it up (MC1).
    func isWaiting(for link: String, in browser: String) async throws -> Bool {
        guard let code = try await waiting(in: browser) else { return false }
        return code.tries < MailCode.maximumTries && fits(link, code.link, Self.id(.signIn, browser))
    }

    /// Uses up what a mail brought: of many callers with the same one is let in, and a wrong code counts as a try. The write
    /// that takes it takes code and link.
    ///
    /// - Returns: nil for what is wrong, was used, is too old, was tried too often, or was mailed for another browser.
    func use(_ shown: Shown, for purpose: Purpose = .signIn, in browser: String) async throws -> MailCode? {
        let (id, date) = (Self.id(purpose, browser), now())
        switch shown {
        case .code(let typed):
            // Counted before it is compared: of many guesses at once five are looked at.
            let row = try await documents.modify({
                $0.id == id && $0.tries < MailCode.maximumTries && $0.expiresAt > date
            }) { [$0.tries.inc(1)] }
            guard let row, let digits = SixDigits.read(typed), fits(digits, row.code, id) else { return nil }
            let code = row.code
            return try await documents.take { $0.id == id && $0.code == code && $0.expiresAt > date }
        case .link(let secret):
            let hashes = keys.map { hash(secret, id, $0) }
            return try await documents.take {
                $0.id == id && $0.link.in(hashes) && $0.tries < MailCode.maximumTries && $0.expiresAt > date
            }
        }
    }

    /// Removes what waits for an account.
    func remove(from account: User.ID) async throws {
        let key = account.keyText
        _ = try await documents.delete { $0.account == key }
    }

    private func fits(_ secret: String, _ stored: String, _ id: String) -> Bool {
        keys.contains { ConstantTime.equals(hash(secret, id, $0), stored) }
    }

    private func hash(_ secret: String, _ id: String, _ key: SaltedHMAC.Key) -> String {
        key.hexCode(for: "\(id) \(secret)")
    }

    private static func id(_ purpose: Purpose, _ browser: String) -> String { "\(purpose.rawValue):\(browser)" }
}
