import Foundation
import GatehouseBSON
import GatehouseMongo
import NIOCore

/// Sessions with their accounts: two finds by lists of keys, beside one `$lookup`, one batch after another.
struct JoinBenchmark {
    private static let count = 10_000
    private let sessions: MongoCollection
    private let accounts: MongoCollection

    static func run(port: Int, database: String) async throws {
        print("\n| batch | added network | sessions/s, two finds | by `$lookup` | ratio |")
        print("|---:|---:|---:|---:|---:|")
        try await measure(port: port, database, addedDelay: 0, fills: true)
        let network = try await SlowNetwork.start(to: port, delay: .microseconds(500))
        try await measure(port: network.port, database, addedDelay: 1)
        try await network.stop()
    }

    /// - Parameter addedDelay: what the way through the port takes longer there and back, in milliseconds.
    private static func measure(port: Int, _ database: String, addedDelay: Int, fills: Bool = false) async throws {
        let client = try MongoClient(
            MongoSettings(url: "mongodb://127.0.0.1:\(port)/\(database)?directConnection=true"))
        let benchmark = JoinBenchmark(
            sessions: client.collection("joined_sessions"), accounts: client.collection("joined_accounts"))
        if fills { try await benchmark.fill() }
        for size in [1, 8, 64, 256] {
            let finds = try await benchmark.rate(size, benchmark.byFinds)
            let lookup = try await benchmark.rate(size, benchmark.byLookup)
            print(
                "| \(size) | \(addedDelay) ms |", String(format: "%.0f | %.0f | %.2f |", finds, lookup, lookup / finds))
        }
        try await client.shutdown()
    }

    private func fill() async throws {
        for start in stride(from: 0, to: Self.count, by: 1000) {
            try await accounts.insertMany(
                (start..<start + 1000).map {
                    [
                        "_id": .integer(Int64($0)), "email": .string("user\($0)@example.com"), "first_name": "Ada",
                        "password": .string(String(repeating: "x", count: 97)),
                    ]
                })
            try await sessions.insertMany(
                (start..<start + 1000).map {
                    [
                        "_id": Self.key($0), "account": .integer(Int64($0)),
                        "data": ["_auth_user_hash": .string(String(repeating: "y", count: 64))],
                    ]
                })
        }
    }

    private static func key(_ number: Int) -> BSONValue {
        // Anywhere in the index, as the hashes of tokens are.
        let bits = UInt64(number) &* 0x9E37_79B9_7F4A_7C15
        return .binary(BSONBinary((0..<32).map { UInt8(truncatingIfNeeded: bits >> (8 * UInt64($0 % 8))) }))
    }

    /// Sessions a second.
    private func rate(_ size: Int, _ read: ([BSONValue]) async throws -> Int) async throws -> Double {
        var number = 0
        var found = 0
        var rounds = 0
        let start = ContinuousClock.now
        while start.duration(to: .now) < .seconds(2) {
            let keys = (0..<size).map { Self.key((number + $0 * 37) % Self.count) }
            number += 7907
            found += try await read(keys)
            rounds += 1
        }
        precondition(found == rounds * size, "every session has its account")
        return Double(found) / (start.duration(to: .now) / .seconds(1))
    }

    private func byFinds(_ keys: [BSONValue]) async throws -> Int {
        let sessions = try await sessions.find(.anyOf(keys, in: "_id"))
        return try await accounts.find(.anyOf(sessions.compactMap { $0["account"] }, in: "_id")).count
    }

    private func byLookup(_ keys: [BSONValue]) async throws -> Int {
        try await sessions.aggregate([
            ["$match": .document(.anyOf(keys, in: "_id"))],
            [
                "$lookup": [
                    "from": .string(accounts.name), "localField": "account", "foreignField": "_id", "as": "user",
                ]
            ],
        ]).count { $0["user"]?.array?.isEmpty == false }
    }
}
