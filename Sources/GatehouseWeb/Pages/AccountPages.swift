import GatehouseAuth
import GatehouseForms
import GatehouseTemplates
import HTTPTypes
import Hummingbird

/// The pages of the site: those that every site has, and those of its features.
final class AccountPages<User: Account>: Sendable {
    typealias Context = PageContext<User>

    let site: Site<User>
    let renderer: PageRenderer
    /// What the site's features bring.
    let features: [FeatureParts<User>]
    /// Forms that wait for somebody to sign in.
    let kept: KeptForms
    /// What features show on the account's page besides links.
    let sections: [AccountSection<User>]

    /// Whether what the lifecycle tells reaches somebody.
    let sendsMail: Bool

    init(
        _ site: Site<User>, renderer: PageRenderer, features: [FeatureParts<User>], kept: KeptForms, sendsMail: Bool
    ) {
        self.sendsMail = sendsMail
        self.site = site
        self.renderer = renderer
        self.features = features
        self.kept = kept
        sections = features.flatMap(\.sections).filter { $0.model != nil }
    }

    var accounts: Accounts<User> { site.accounts }
    var lifecycle: AccountLifecycle<User> { site.lifecycle }
    var settings: WebSettings { renderer.settings }
    var paths: PagePaths { renderer.settings.pages }
}
