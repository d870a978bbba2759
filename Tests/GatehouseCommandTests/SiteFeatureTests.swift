import Testing

@testable import GatehouseCommand

@Suite("Features of the ready-made site")
struct SiteFeatureTests {
    private func features(_ names: String?) throws -> [SiteFeature] {
        var environment = ["GATEHOUSE_PROFILE": "development"]
        environment["GATEHOUSE_FEATURES"] = names
        return try SiteSettings(SettingSources(environment: environment, file: [])).features
    }

    @Test("user names are there where the setting names them, and not otherwise")
    func usernames() throws {
        #expect(try features(nil) == [.factors, .passkeys, .activity])
        #expect(try features("none") == [])
        #expect(try features("factors,usernames") == [.factors, .usernames])
        let error = #expect(throws: SettingError.self) { _ = try features("user-names") }
        #expect(error?.description.contains("factors, passkeys, activity, usernames, mail-codes, none") == true)
    }
}
