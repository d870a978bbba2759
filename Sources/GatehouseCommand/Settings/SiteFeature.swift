import Gatehouse
import GatehouseActivity
import GatehouseFactors
import GatehouseIdentifiers
import GatehouseMailCodes
import GatehousePasskeys

/// A feature of the ready-made site, by the name that GATEHOUSE_FEATURES has for it.
enum SiteFeature: String, CaseIterable {
    case factors
    case passkeys
    case activity
    case usernames
    case mailCodes = "mail-codes"

    /// Those of a site whose settings do not say.
    static let usual: [SiteFeature] = [.factors, .passkeys, .activity]

    /// Those that a setting names: the usual ones where it is not set, none for `none`.
    static func read(_ reader: SettingsReader) throws -> [SiteFeature] {
        let names = reader.list("GATEHOUSE_FEATURES")
        guard !names.isEmpty else { return usual }
        guard names != ["none"] else { return [] }
        return try names.map { name in
            guard let feature = SiteFeature(rawValue: name) else {
                let known = allCases.map(\.rawValue).joined(separator: ", ")
                throw SettingError(
                    name: "GATEHOUSE_FEATURES", message: "names \(name), which is no feature; there are \(known), none."
                )
            }
            return feature
        }
    }

    func make<User: Account>(_ type: User.Type) -> any Feature<User> {
        switch self {
        case .factors: SecondFactors<User>()
        case .passkeys: Passkeys<User>()
        case .activity: RecentActivity<User>()
        case .usernames: UserNames<User>()
        case .mailCodes: MailCodes<User>()
        }
    }
}
