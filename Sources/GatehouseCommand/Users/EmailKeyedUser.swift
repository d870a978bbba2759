import Foundation
import Gatehouse

/// An account of the ready-made site whose e-mail address is its primary key, as in the post's section IV.
struct EmailKeyedUser: SiteAccount {
    static let collection = "users"

    var email: String
    var password: PasswordHash
    var firstName: String
    var lastName: String
    var lastSigninDate: Date?
    var signupDate: Date
    var activeFlag: Bool?
    var superuserFlag: Bool?
    var permissionNames: [String]?
    var groupNames: [String]?
    var emailVerifiedDate: Date?
    var language: String?

    var id: String? {
        get { email }
        set { email = newValue ?? email }
    }

    enum CodingKeys: String, CodingKey {
        case email, password, firstName, lastName, lastSigninDate, signupDate
        case activeFlag = "isActive"
        case superuserFlag = "isSuperuser"
        case permissionNames = "permissions"
        case groupNames = "groups"
        case emailVerifiedDate, language
    }

    static let schema = Schema<EmailKeyedUser> {
        PrimaryKey("email", \.email)
        Field("email", \.email, .email)
        Field("password", \.password)
        Field("first_name", \.firstName, .required, .plainLine, .length(...150))
        Field("last_name", \.lastName, .required, .plainLine, .length(...150))
        Field("last_signin_date", \.lastSigninDate)
        Field("signup_date", \.signupDate, .initially { Date() })
        Field("is_active", \.activeFlag)
        Field("is_superuser", \.superuserFlag)
        Field("permissions", \.permissionNames)
        Field("groups", \.groupNames)
        Field("email_verified_date", \.emailVerifiedDate)
        Field("language", \.language)
    }
}
