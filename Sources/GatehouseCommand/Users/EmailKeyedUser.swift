import Foundation
import Gatehouse

/// An account of the ready-made site whose e-mail address is its primary key, as in the post's section IV.
struct EmailKeyedUser: Account {
    static let collection = "users"

    var email: String
    var password: String
    var firstName: String
    var lastName: String
    var lastSigninDate: Date?
    var signupDate: Date

    var id: String? {
        get { email }
        set { email = newValue ?? email }
    }

    static let schema = Schema<EmailKeyedUser> {
        PrimaryKey("email", \.email)
        Field("email", \.email, .email)
        Field("password", \.password)
        Field("first_name", \.firstName, .required, .plainLine, .length(...150))
        Field("last_name", \.lastName, .required, .plainLine, .length(...150))
        Field("last_signin_date", \.lastSigninDate)
        Field("signup_date", \.signupDate, .initially { Date() })
    }
}
