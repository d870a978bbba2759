import Foundation
import Gatehouse

/// A key of the site's accounts that is made for them.
protocol SiteKey: DocumentID {
    static var strategy: KeyStrategy<Self> { get }
    /// The schema of the accounts that have such keys. Kept here, because generic types keep nothing of their own.
    static var schema: Schema<SiteUser<Self>> { get }
}

extension Int: SiteKey {
    static var strategy: KeyStrategy<Int> { .sequence(named: SiteCounter.name) }
    static let schema = SiteUser<Int>.makeSchema()
}
extension ObjectID: SiteKey {
    static var strategy: KeyStrategy<ObjectID> { .objectID }
    static let schema = SiteUser<ObjectID>.makeSchema()
}
extension UUID: SiteKey {
    static var strategy: KeyStrategy<UUID> { .uuid }
    static let schema = SiteUser<UUID>.makeSchema()
}

/// An account of the ready-made site, the post's `Users`.
struct SiteUser<Key: SiteKey>: SiteAccount {
    static var collection: String { "users" }

    var id: Key?
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

    enum CodingKeys: String, CodingKey {
        case id, email, password, firstName, lastName, lastSigninDate, signupDate
        case activeFlag = "isActive"
        case superuserFlag = "isSuperuser"
        case permissionNames = "permissions"
        case groupNames = "groups"
        case emailVerifiedDate, language
    }

    static var schema: Schema<SiteUser> { Key.schema }

    fileprivate static func makeSchema() -> Schema<SiteUser> {
        Schema {
            PrimaryKey(\.id, Key.strategy)
            Field(AccountField.email, \.email, .email, .unique)
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
}
