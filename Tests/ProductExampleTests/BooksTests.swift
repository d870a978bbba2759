import GatehouseTesting
import Testing

@testable import BooksExample

@Suite("The product GatehouseMongo alone")
struct BooksTests {
    @Test("a book is put on the shelf once and lent to one of two")
    func lending() async throws {
        try await TestMongo.withClient { client in
            let shelf = try await Shelf(client)
            #expect(try await shelf.add("Emma") == [])
            #expect(try await shelf.add("Persuasion") == [])
            #expect(try await shelf.add("Emma") == ["It stands on the shelf already."])
            #expect(try await shelf.add("") == ["This field is required."])
            async let ada = shelf.lend("Emma", to: "Ada")
            async let ben = shelf.lend("Emma", to: "Ben")
            #expect(try await [ada, ben].count { $0 } == 1)
            #expect(try await shelf.titles() == ["Persuasion"])
        }
    }
}
