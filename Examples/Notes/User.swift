import Foundation
import Gatehouse

/// A user with a nickname, which sign-up asks for.
struct User: Account {
    static let collection = "users"
    var id: Int?
    var email: String
    var password: PasswordHash
    var nickname: String
    var lastSigninDate: Date?
    var signupDate: Date

    static let schema = Schema<User> {
        PrimaryKey(\.id, .sequence)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("nickname", \.nickname, .required, .plainLine, .length(2...30), .unique)
        Field("last_signin_date", \.lastSigninDate)
        Field("signup_date", \.signupDate, .initially { Date() })
    }
}
