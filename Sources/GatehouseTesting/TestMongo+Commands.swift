import GatehouseBSON
public import GatehouseMongo

extension TestMongo {
    /// What a server is asked while something is done: how often each command on each collection of the client's
    /// database, as `find users`. The server counts, by its profiler.
    public static func commands(on client: MongoClient, _ work: () async throws -> Void) async throws -> [String: Int] {
        try await client.run(["profile": 2])
        try await work()
        try await client.run(["profile": 0])
        let profile = client.collection("system.profile")
        let rows = try await profile.find([:])
        try await client.run(["drop": "system.profile"])
        return rows.reduce(into: [:]) { counts, row in
            let place = row["ns"]?.string?.split(separator: ".", maxSplits: 1).last.map(String.init) ?? ""
            guard place != "system.profile", place != "$cmd", let command = row["command"]?.document?.keys.first else {
                return
            }
            counts["\(command) \(place)", default: 0] += 1
        }
    }
}
