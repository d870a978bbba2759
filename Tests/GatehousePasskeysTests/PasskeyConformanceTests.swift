import FeatureMembers
import Gatehouse
import GatehousePasskeys
import GatehouseTesting
import Testing

@Suite("Passkeys keep what all features must")
struct PasskeyConformanceTests {
    private static let checks = FeatureConformance<Member>.checks

    @Test("with the usual settings", arguments: checks)
    func usual(check: FeatureConformance<Member>.Check) async throws {
        try await check.run(over: .init(configure: { $0.web.accountFields = [] }, feature: { Passkeys() }))
    }

    @Test("where the site has no origin", arguments: checks)
    func withoutOrigin(check: FeatureConformance<Member>.Check) async throws {
        try await check.run(
            over: .init(
                configure: {
                    $0.web.accountFields = []
                    $0.web.origin = nil
                    $0.mail = nil
                }, feature: { Passkeys() }))
    }
}
