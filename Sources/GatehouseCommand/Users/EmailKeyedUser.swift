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
        PrimaryKey(AccountField.email, \.email)
        Field(AccountField.email, \.email, .email)
        Field(AccountField.password, \.password)
        Field(AccountField.firstName, \.firstName, .required, .plainLine, .length(...150))
        Field(AccountField.lastName, \.lastName, .required, .plainLine, .length(...150))
        Field(AccountField.lastSignIn, \.lastSigninDate)
        Field(AccountField.signUp, \.signupDate, .initially { Date() })
        Field(AccountField.isActive, \.activeFlag)
        Field(AccountField.isSuperuser, \.superuserFlag)
        Field(AccountField.permissions, \.permissionNames)
        Field(AccountField.groups, \.groupNames)
        Field(AccountField.emailVerified, \.emailVerifiedDate)
        Field(AccountField.language, \.language)
    }
}
