import Foundation
import Gatehouse
import GatehouseIdentifiers
import GatehouseTesting
import Testing

@Suite("User names keep what all features must")
struct UserNameConformanceTests {
    @Test("each check of the suite", arguments: FeatureConformance<Keyed<UUID>>.checks)
    func conformance(check: FeatureConformance<Keyed<UUID>>.Check) async throws {
        try await check.run(over: .init(configure: { $0.web.accountFields = [] }, feature: { UserNames() }))
    }
}
