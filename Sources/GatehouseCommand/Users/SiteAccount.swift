import Foundation
import Gatehouse

/// An account of the ready-made site. What it may do is left out of its document while it is unset: other programs on
/// the same collection may refuse members that they do not know.
protocol SiteAccount: PermissionHolder, LanguageHolder {
    var firstName: String { get }
    var lastName: String { get }
    var signupDate: Date { get }
    var activeFlag: Bool? { get }
    var superuserFlag: Bool? { get }
    var permissionNames: [String]? { get }
    var groupNames: [String]? { get }
}

extension SiteAccount {
    var isActive: Bool { activeFlag ?? true }
    var isSuperuser: Bool { superuserFlag ?? false }
    var permissions: [String] { permissionNames ?? [] }
    var groups: [String] { groupNames ?? [] }
}
