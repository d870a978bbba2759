import Foundation
import GatehouseAuth
import GatehouseDocuments
import GatehousePasswords
import GatehouseSigning
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

/// Running mean and variance. Source: Welford, 1962.
struct Sample {
    var count = 0.0
    var mean = 0.0
    private var squares = 0.0
    var variance: Double { squares / (count - 1) }

    mutating func add(_ value: Double) {
        count += 1
        let delta = value - mean
        mean += delta / count
        squares += delta * (value - mean)
    }
}

/// Times sign-ins of known and of unknown users in turn, in random order, and prints Welch's |t|: below 4.5 nobody can
/// tell them apart by the time they take. The count of pairs is the first argument, the hasher the second: `fast` for
/// one that makes small differences visible, else argon2 with its defaults.
@main
struct SignInTimingBenchmark {
    static func main() async throws {
        let arguments = CommandLine.arguments.dropFirst()
        let count = arguments.first.flatMap { Int($0) } ?? 1000
        let isFast = arguments.dropFirst().first == "fast"
        let hasher = isFast ? Argon2Hasher(memoryCost: 64, timeCost: 1, parallelism: 1) : Argon2Hasher()
        let passwords = PasswordHashing([hasher])
        let documents = Documents(User.self, in: .memory())
        let accounts = Accounts(
            documents, passwords: passwords, keys: SecretKeys("for a benchmark only"), throttles: .none,
            events: AccountEvents(logger: Logger(label: "quiet") { _ in SwiftLogNoOpLogHandler() }))
        for number in 0..<16 {
            _ = try await accounts.signUp(email: "known\(number)@example.com", password: "correct horse")
        }
        var (known, unknown) = (Sample(), Sample())
        for round in 0..<(count + count / 10) {
            for isKnown in Bool.random() ? [true, false] : [false, true] {
                let email = "\(isKnown ? "known" : "other")\(Int.random(in: 0..<16))@example.com"
                let time = try await ContinuousClock().measure {
                    _ = try await accounts.authenticate(email: email, password: "wrong horse", from: Client())
                }
                // The first tenth warms everything up.
                guard round >= count / 10 else { continue }
                let microseconds = Double(time.components.attoseconds) / 1e12 + Double(time.components.seconds) * 1e6
                if isKnown { known.add(microseconds) } else { unknown.add(microseconds) }
            }
        }
        try await passwords.shutdown()
        let error = (known.variance / known.count + unknown.variance / unknown.count).squareRoot()
        let t = abs(known.mean - unknown.mean) / error
        print("\(count) pairs, \(isFast ? "a fast hasher" : "argon2 with its defaults")")
        print(
            "known: \(known.mean.formatted(.number.precision(.fractionLength(1)))) µs, unknown: "
                + "\(unknown.mean.formatted(.number.precision(.fractionLength(1)))) µs")
        print("Welch's |t|: \(t.formatted(.number.precision(.fractionLength(2)))) (below 4.5: no difference)")
    }
}
