import GatehouseMongo

/// Uses the product `GatehouseMongo` alone: a client of MongoDB and typed documents, without a site or accounts.
@main
struct Books {
    static func main() async throws {
        let url = CommandLine.arguments.dropFirst().first ?? "mongodb://127.0.0.1:27017/shelf"
        let client = try MongoClient(MongoSettings(url: url))
        let shelf = try await Shelf(client)
        for fault in try await shelf.add("Emma") { print(fault) }
        print(try await shelf.lend("Emma", to: "Ada") ? "Ada has Emma." : "Emma is lent out.")
        print("On the shelf: \(try await shelf.titles().joined(separator: ", "))")
        try await client.shutdown()
    }
}
