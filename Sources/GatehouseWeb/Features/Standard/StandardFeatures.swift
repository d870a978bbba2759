import GatehouseAuth

/// The features that every site has whose pages are on, around those that it names: in the order of the account's page.
enum StandardFeatures {
    static func around<User: Account>(
        _ named: [FeatureParts<User>], _ settings: WebSettings
    ) -> [FeatureParts<User>] {
        func isOn(_ page: PageName) -> Bool { settings.pages[page] != nil }
        var first: [FeatureParts<User>] = []
        var last: [FeatureParts<User>] = []
        if isOn(.emailVerification) { first.append(EmailVerificationFeature().parts(settings)) }
        let securitySections = named.flatMap(\.securitySections)
        if isOn(.security), !securitySections.isEmpty { first.append(SecurityFeature(securitySections).parts()) }
        if isOn(.emailChange) { first.append(EmailChangeFeature().parts(settings)) }
        if isOn(.devices) { first.append(DevicesFeature().parts(settings)) }
        if isOn(.dataExport) { last.append(DataExportFeature().parts(settings)) }
        if isOn(.accountDeletion) { last.append(AccountDeletionFeature().parts(settings)) }
        return first + named + last
    }
}
