import GatehouseAuth
import GatehouseBSON
import GatehouseDocuments
import GatehouseMessages
import GatehouseMongo
import GatehousePasswords
import GatehouseSigning
import GatehouseTesting

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// Signs up with spellings of one address at once, and prints what became of it: `SignUpWorker <connection string> <how
/// many> <spelling>…`.
@main
struct SignUpWorker {
    struct Member: Account {
        static let collection = "users"
        var id: ObjectID?
        var email: String
        var password: PasswordHash
        var lastSigninDate: Date?

        static let schema = Schema<Member> {
            PrimaryKey(\.id, .objectID)
            Field("email", \.email, .email, .unique)
            Field("password", \.password)
            Field("last_signin_date", \.lastSigninDate)
        }
    }

    static func main() async throws {
        let arguments = CommandLine.arguments
        guard arguments.count > 3, let count = Int(arguments[2]) else {
            fatalError("usage: SignUpWorker <connection string> <how many> <spelling>…")
        }
        var settings = MongoSettings(url: arguments[1])
        settings.timeout = .seconds(120)
        let client = try MongoClient(settings)
        var limits = HashingExecutor.Limits()
        (limits.patience, limits.maximumWaiting) = (.seconds(600), count)
        let accounts = Accounts(
            Documents(Member.self, client: client),
            passwords: PasswordHashing([Argon2Hasher.forTests], executor: HashingExecutor(limits)),
            keys: SecretKeys("a key for tests only"))
        _ = try await accounts.ensureIndexes()
        let spellings = arguments[3...]
        let outcomes = await withTaskGroup(of: String.self, returning: [String: Int].self) { group in
            for number in 0..<count {
                let email = spellings[3 + number % spellings.count]
                group.addTask { await outcome(accounts, email) }
            }
            var counts: [String: Int] = [:]
            for await outcome in group { counts[outcome, default: 0] += 1 }
            return counts
        }
        for (outcome, count) in outcomes { print(outcome, count) }
        try await client.shutdown()
    }

    private static func outcome(_ accounts: Accounts<Member>, _ email: String) async -> String {
        do {
            _ = try await accounts.signUp(email: email, password: "correct horse battery")
            return "created"
        } catch let error as InvalidInput where error.failures["email"].map(\.code) == [.taken] {
            return "taken"
        } catch {
            return "\(error)".split(whereSeparator: \.isWhitespace).joined(separator: "_")
        }
    }
}
