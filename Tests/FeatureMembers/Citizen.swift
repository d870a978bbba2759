package import Foundation
package import Gatehouse

/// Accounts that note whether their addresses were confirmed.
package struct Citizen: Account {
    package static let collection = "citizens"
    package var id: UUID?
    package var email: String
    package var password: PasswordHash
    package var emailVerifiedDate: Date?
    package var lastSigninDate: Date?
    package var signupDate: Date
    package var isActive: Bool

    package static let schema = Schema<Citizen> {
        PrimaryKey(\.id, .uuid)
        Field("email", \.email, .email, .unique)
        Field("password", \.password)
        Field("email_verified_date", \.emailVerifiedDate)
        Field("last_signin_date", \.lastSigninDate)
        Field("signup_date", \.signupDate, .initially { Date() })
        Field("is_active", \.isActive, .initially { true })
    }
}
