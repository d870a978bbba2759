import Foundation
import Gatehouse
import Logging

/// An account with no more than it needs.
struct User: Account {
    static let collection = "users"
    var id: Int?
    var email: String
    var password: PasswordHash
    var lastSigninDate: Date?

    static let schema = Schema<User> {
        PrimaryKey(\.id, .sequence)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("last_signin_date", \.lastSigninDate)
    }
}

/// Times what is asked of accounts that there are and of others in turns, in random order, and prints Welch's |t|: below
/// 4.5 nobody can tell them apart by the time they take. The count of pairs is the first argument, what is measured the
/// second: `fast` for sign-ins with a hasher that makes small differences visible, `http` for a whole site over HTTP, by
/// default sign-ins with argon2's defaults.
@main
struct SignInTimingBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let count = arguments.first.flatMap { Int($0) } ?? 1000
        print("| \(count) pairs | known | unknown | \\|t\\| |\n|---|---|---|---|")
        switch arguments.dropFirst().first {
        case "http": try await SiteTiming.run(count)
        case "fast":
            let hasher = Argon2Hasher(memoryCost: 64, timeCost: 1, parallelism: 1)
            print(try await signIns(count, hasher).line("sign-in, a fast hasher"))
        default: print(try await signIns(count, Argon2Hasher()).line("sign-in, argon2 with its defaults"))
        }
    }

    /// Sign-ins without HTTP and a database.
    private static func signIns(_ count: Int, _ hasher: Argon2Hasher) async throws -> Comparison {
        let passwords = PasswordHashing([hasher])
        let accounts = Accounts(
            Documents(User.self, in: .memory()), passwords: passwords, keys: SecretKeys("for a benchmark only"),
            throttles: .none,
            events: AccountEvents(logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }))
        for number in 0..<16 {
            _ = try await accounts.signUp(email: "known\(number)@example.com", password: "correct horse")
        }
        var comparison = Comparison()
        for round in 0..<(count + count / 10) {
            for isKnown in Bool.random() ? [true, false] : [false, true] {
                let email = "\(isKnown ? "known" : "other")\(Int.random(in: 0..<16))@example.com"
                let time = try await ContinuousClock().measure {
                    _ = try await accounts.authenticate(email: email, password: "wrong horse", from: Client())
                }
                // The first tenth warms everything up.
                if round >= count / 10 { comparison.add(time, isKnown: isKnown) }
            }
        }
        try await passwords.shutdown()
        return comparison
    }
}
