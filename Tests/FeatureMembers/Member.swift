package import Foundation
package import Gatehouse

/// Accounts that do not note whether their addresses were confirmed.
package struct Member: Account {
    package static let collection = "members"
    package var id: UUID?
    package var email: String
    package var password: PasswordHash
    package var lastSigninDate: Date?
    package var signupDate: Date
    package var isActive: Bool

    package static let schema = Schema<Member> {
        PrimaryKey(\.id, .uuid)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("last_signin_date", \.lastSigninDate)
        Field("signup_date", \.signupDate, .initially { Date() })
        Field("is_active", \.isActive, .initially { true })
    }
}
