import Foundation
import Gatehouse

/// An account as the ready-made site has.
struct Person: Document {
    static let collection = "users"
    var id: Int?
    var email: String
    var password: PasswordHash
    var firstName: String
    var lastName: String
    var isActive: Bool
    var signupDate: Date

    static let schema = Schema<Person> {
        PrimaryKey(\.id, .sequence)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("first_name", \.firstName, .required, .length(...30))
        Field("last_name", \.lastName, .required, .length(...30))
        Field("is_active", \.isActive)
        Field("signup_date", \.signupDate)
    }

    static let ada = Person(
        id: 1, email: "ada@example.com", password: PasswordHash(String(repeating: "x", count: 97)), firstName: "Ada",
        lastName: "Lovelace", isActive: true, signupDate: Date(timeIntervalSince1970: 1_700_000_000))
}
