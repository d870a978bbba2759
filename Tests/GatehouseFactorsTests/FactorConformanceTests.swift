import FeatureMembers
import Gatehouse
import GatehouseFactors
import GatehouseTesting
import Testing

@Suite("Second factors keep what all features must")
struct FactorConformanceTests {
    private static let checks = FeatureConformance<Member>.checks

    @Test("where they may be added", arguments: checks)
    func allowed(check: FeatureConformance<Member>.Check) async throws {
        try await check.run(over: .init(configure: { $0.web.accountFields = [] }, feature: { SecondFactors() }))
    }

    @Test("where they must be", arguments: checks)
    func required(check: FeatureConformance<Member>.Check) async throws {
        try await check.run(
            over: .init(
                configure: { $0.web.accountFields = [] }, feature: { SecondFactors(requiredFor: { _ in true }) }))
    }
}
