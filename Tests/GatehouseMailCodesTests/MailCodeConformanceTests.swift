import FeatureMembers
import Gatehouse
import GatehouseMailCodes
import GatehouseTesting
import Testing

@Suite("Codes by mail keep what all features must")
struct MailCodeConformanceTests {
    private static let checks = FeatureConformance<Citizen>.checks

    @Test("with the usual settings", arguments: checks)
    func usual(check: FeatureConformance<Citizen>.Check) async throws {
        try await check.run(over: .init(configure: { $0.web.accountFields = [] }, feature: { MailCodes() }))
    }

    @Test("where the site sends no mail", arguments: checks)
    func withoutMail(check: FeatureConformance<Citizen>.Check) async throws {
        try await check.run(
            over: .init(
                configure: {
                    $0.web.accountFields = []
                    $0.mail = nil
                }, feature: { MailCodes() }))
    }
}
