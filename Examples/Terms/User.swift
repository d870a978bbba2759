import Foundation
import Gatehouse

/// A user, and the version of the terms that they accepted; nil for none.
struct User: Account {
    static let collection = "users"
    var id: Int?
    var email: String
    var password: PasswordHash
    var lastSigninDate: Date?
    var acceptedTerms: Int?

    static let schema = Schema<User> {
        PrimaryKey(\.id, .sequence)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("last_signin_date", \.lastSigninDate)
        Field("accepted_terms", \.acceptedTerms, .protected)
    }
}
