import GatehouseBSON
import GatehouseDocuments
import GatehouseMongo
import GatehouseTesting
import Testing

@Suite("What happens together or not at all")
struct AtomicTests {
    struct Seat: Document {
        static let collection = "seats"
        var id: Int?
        var taken: Int
        static let schema = Schema<Seat> {
            PrimaryKey(\.id, .assigned)
            Field("taken", \.taken)
        }
    }
    private struct Refused: Error {}

    private func withDatabases(_ body: (DocumentDatabase) async throws -> Void) async throws {
        try await body(.memory())
        try await TestMongo.withClient { try await body(.mongo($0)) }
    }

    @Test("what throws leaves nothing behind, and what does not is there at once")
    func rollback() async throws {
        try await withDatabases { database in
            let seats = Documents(Seat.self, in: database)
            var first = Seat(id: 1, taken: 0)
            try await seats.insert(&first)
            await #expect(throws: Refused.self) {
                try await database.atomically { inside in
                    let seats = Documents(Seat.self, in: inside)
                    var second = Seat(id: 2, taken: 0)
                    try await seats.insert(&second)
                    _ = try await seats.update({ $0.id == 1 }) { [$0.taken.set(5)] }
                    #expect(try await seats.find(1)?.taken == 5)
                    throw Refused()
                }
            }
            #expect(try await seats.find(2) == nil)
            #expect(try await seats.find(1)?.taken == 0)
            let count = try await database.atomically { inside in
                let seats = Documents(Seat.self, in: inside)
                var second = Seat(id: 2, taken: 0)
                try await seats.insert(&second)
                return try await seats.count()
            }
            #expect(count == 2)
            #expect(try await seats.count() == 2)
        }
    }

    @Test("of many at a time none overwrites what another wrote")
    func conflicts() async throws {
        try await withDatabases { database in
            var seat = Seat(id: 1, taken: 0)
            try await Documents(Seat.self, in: database).insert(&seat)
            try await withThrowingTaskGroup(of: Void.self) { group in
                for _ in 0..<6 {
                    group.addTask {
                        try await database.atomically { inside in
                            let seats = Documents(Seat.self, in: inside)
                            let taken = try await seats.find(1)?.taken ?? 0
                            _ = try await seats.update({ $0.id == 1 }) { [$0.taken.set(taken + 1)] }
                        }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await Documents(Seat.self, in: database).find(1)?.taken == 6)
        }
    }
}
