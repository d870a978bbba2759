import GatehouseDocuments
import Testing
import VectorFiles

@Suite("U2: identifiers")
struct IdentifierTests {
    @Test("addresses that Django normalises to one are one account here")
    func normalizeEmail() throws {
        for expected in try Vectors.cases("validators", "normalize_email") {
            guard let input = expected["input", as: String.self], let address = EmailAddress(input) else { continue }
            #expect(address == EmailAddress(try expected.get("output", as: String.self)), "\(expected.id)")
        }
    }

    @Test("two addresses that Django takes for different are never one account")
    func compare() throws {
        for expected in try Vectors.cases("validators", "ci_compare") {
            guard let left = EmailAddress(try expected.get("a", as: String.self)),
                let right = EmailAddress(try expected.get("b", as: String.self)), left == right
            else { continue }
            #expect(try expected.get("equal", as: Bool.self), "\(expected.id)")
        }
    }

    @Test("look-alikes are refused or their own: full-width ＠, dotless ı, Kelvin K")
    func lookAlikes() {
        #expect(EmailAddress("ada＠example.com") == nil)
        #expect(EmailAddress("m\u{131}ke@example.com") == nil)
        #expect(EmailAddress("\u{212A}ay@example.com") == nil)
    }
}
