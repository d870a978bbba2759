import GatehouseMessages
import GatehousePasswords

/// Uses the product `GatehousePasswords` alone: hashes and rules for passwords, without a site or a database.
@main
struct Passwords {
    static func main() async throws {
        let hashing = PasswordHashing()
        let members = Members(hashing)
        for word in ["password", "correct horse battery"] {
            let failures = try await members.join("ada", password: word)
            print(failures.isEmpty ? "Welcome." : failures.map(\.text).joined(separator: " "))
        }
        print(try await members.admits("ada", password: "correct horse battery") ? "Come in." : "No.")
        try await hashing.shutdown()
    }
}
