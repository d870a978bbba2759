public import Foundation
public import GatehouseAuth
import GatehouseBSON
import GatehouseBase
public import GatehouseMongo

/// Counts tries in MongoDB, so that all instances of a site count together.
///
/// Each try is one `findAndModify` whose update is computed in the server, so that of any number of tries at a time
/// exactly as many are let through as the rule says. What does not matter any more goes by an index.
///
/// A count waits for the primary alone, not for a majority: when a primary fails at that moment, tries of its last
/// seconds may be forgotten, and nobody is told that they were kept.
public struct MongoThrottleStore: ThrottleStore {
    private let client: MongoClient
    private let collection: MongoCollection

    /// Tries in a collection of a client's default database.
    public init(client: MongoClient, collection: String = "throttles") {
        self.client = client
        self.collection = client.collection(collection)
    }

    /// Makes the index by which old tries go.
    ///
    /// - Throws: `IndexConflictError`, `MongoError`.
    public func ensureIndexes() async throws -> IndexReport {
        var index = MongoIndex(["expires_at": 1])
        index.expireAfter = .seconds(0)
        return try await collection.ensureIndexes([index])
    }

    /// Counts a try in one atomic update of its bucket.
    ///
    /// - Throws: `MongoError`.
    public func take(_ bucket: String, _ rule: ThrottleRule, at now: Date) async throws -> ThrottleVerdict {
        let command: BSONDocument = [
            "findAndModify": .string(collection.name), "query": ["_id": .string(bucket)], "upsert": true, "new": true,
            "update": .array(BSONArray(ThrottlePipeline.take(rule, at: now.milliseconds))),
            "writeConcern": MongoAcknowledgement.primary.document,
        ]
        let document = try await run(command)["value"]?.document
        let isAllowed = document?["is_allowed"]?.bool ?? false
        let blockedUntil = document?["blocked_until"]?.integer ?? 0
        return ThrottleVerdict(
            isAllowed: isAllowed, blockedUntil: isAllowed ? nil : Date(milliseconds: blockedUntil))
    }

    /// Takes the last try of a bucket back.
    ///
    /// - Throws: `MongoError`.
    public func giveBack(_ bucket: String) async throws { try await settle(clearing: [], givingBackTo: [bucket]) }

    /// Empties a bucket.
    ///
    /// - Throws: `MongoError`.
    public func clear(_ bucket: String) async throws { try await settle(clearing: [bucket], givingBackTo: []) }

    /// Empties buckets and gives tries back, in one command.
    ///
    /// - Throws: `MongoError`.
    public func settle(clearing cleared: [String], givingBackTo givenBack: [String]) async throws {
        guard !cleared.isEmpty || !givenBack.isEmpty else { return }
        // Emptied, not removed: so all are one command. They go when they would have gone.
        let writes: [MongoWrite] =
            cleared.map {
                .updateOne(["_id": .string($0)], ["$set": ["hits": [], "blocked_until": 0, "strikes": 0]])
            } + givenBack.map { .updateOne(["_id": .string($0)], ["$pop": ["hits": 1]]) }
        try await collection.bulkWrite(writes, ordered: false, acknowledged: .primary)
    }

    /// Two tries that make the bucket at the same time: the second is refused, and finds it the next time.
    private func run(_ command: BSONDocument) async throws -> BSONDocument {
        for _ in 0..<3 {
            do { return try await client.run(command) } catch let error as MongoError
                where error.code == .duplicateKey
            {}
        }
        return try await client.run(command)
    }
}

/// The server's half of `ThrottleState.take`: stages that do the same with a stored document. Times are milliseconds.
enum ThrottlePipeline {
    static func take(_ rule: ThrottleRule, at moment: Int64) -> [BSONValue] {
        let now = BSONValue.int64(moment)
        let maximum = BSONValue.int64(rule.maximumBlock.milliseconds)
        // No block is longer than the greatest: it was set by somebody whose clock was ahead.
        let blockedUntil: BSONValue = [
            "$cond": [
                ["$gt": ["$blocked_until", .int64(moment + rule.maximumBlock.milliseconds)]], 0,
                ["$ifNull": ["$blocked_until", 0]],
            ]
        ]
        let strikes: BSONValue = ["$ifNull": ["$strikes", 0]]
        return [
            [
                "$set": [
                    "is_blocked": ["$gt": [blockedUntil, now]], "blocked_until": blockedUntil,
                    "hits": ["$ifNull": ["$hits", []]], "strikes": strikes,
                ]
            ],
            [
                "$set": [
                    "hits": unlessBlocked(
                        [
                            "$filter": [
                                "input": "$hits", "as": "hit",
                                "cond": ["$gt": ["$$hit", .int64(moment - rule.window.milliseconds)]],
                            ]
                        ], else: "$hits"),
                    "strikes": unlessBlocked(
                        ["$cond": [["$lte": [["$add": ["$blocked_until", maximum]], now]], 0, "$strikes"]],
                        else: "$strikes"),
                ]
            ],
            [
                "$set": [
                    "is_allowed": [
                        "$and": [["$not": "$is_blocked"], ["$lt": [["$size": "$hits"], .integer(Int64(rule.limit))]]]
                    ]
                ]
            ],
            [
                "$set": [
                    "hits": [
                        "$cond": [
                            "$is_allowed", ["$concatArrays": ["$hits", [now]]], unlessBlocked([], else: "$hits"),
                        ]
                    ],
                    "blocked_until": [
                        "$cond": [
                            ["$or": ["$is_allowed", "$is_blocked"]], "$blocked_until",
                            ["$add": [now, block(rule, maximum)]],
                        ]
                    ],
                    "strikes": [
                        "$cond": [
                            ["$or": ["$is_allowed", "$is_blocked"]], "$strikes",
                            [
                                "$min": [
                                    ["$add": ["$strikes", 1]], .integer(Int64(ThrottleState.maximumStrikes)),
                                ]
                            ],
                        ]
                    ],
                ]
            ],
            [
                "$set": [
                    "expires_at": [
                        "$toDate": [
                            "$max": [
                                [
                                    "$add": [
                                        ["$ifNull": [["$last": "$hits"], 0]], .int64(rule.window.milliseconds),
                                    ]
                                ],
                                ["$add": ["$blocked_until", maximum]],
                            ]
                        ]
                    ]
                ]
            ],
            ["$unset": "is_blocked"],
        ]
    }

    private static func unlessBlocked(_ value: BSONValue, else other: BSONValue) -> BSONValue {
        ["$cond": ["$is_blocked", other, value]]
    }

    /// The length of the next block, doubled with each strike.
    private static func block(_ rule: ThrottleRule, _ maximum: BSONValue) -> BSONValue {
        [
            "$min": [
                ["$multiply": [.int64(rule.block.milliseconds), ["$toLong": ["$pow": [2, "$strikes"]]]]], maximum,
            ]
        ]
    }
}
