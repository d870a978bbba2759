import ArgumentParser
import Gatehouse
import GatehouseFactors
import GatehouseTesting
import Testing

@testable import GatehouseCommand

@Suite("Commands of features")
struct FeaturesCommandTests {
    private typealias User = SiteUser<Int>

    private func answer(_ arguments: [String], factors: Bool = true) async throws -> String {
        let command = try #require(try GatehouseCommand.parseAsRoot(["features"] + arguments) as? FeaturesCommand)
        return try await TestSite.run(
            User.self,
            features: { if factors { SecondFactors<User>() } }
        ) { try await command.answer(SiteAccounts(gatehouse: $0.gatehouse)) }
    }

    @Test("the program lists them, does them, and says which there are where one is not known")
    func commands() async throws {
        #expect(
            try await answer([]) == "factors  How many authenticator apps and sets of recovery codes there are")
        #expect(try await answer(["factors"]) == "0 authenticator apps, 0 sets of recovery codes")
        let error = await #expect(throws: StartError.self) { try await answer(["colours", "--all"]) }
        #expect(error?.description.contains("factors: How many") == true)
    }

    @Test("a site without features says that there are none")
    func none() async throws {
        #expect(try await answer([], factors: false) == "The site's features have no commands.")
    }
}
