import GatehouseBSON
import GatehouseMongo

/// A feature has conditions of sign-up, and the database has no transactions in which they could be met.
public struct SignUpConditionError: Error, Sendable, CustomStringConvertible {
    /// The conditions' names.
    public let conditions: [String]

    /// Which conditions need transactions, and how MongoDB gets them.
    public var description: String {
        "The conditions of sign-up \(conditions.joined(separator: ", ")) need transactions, which a standalone mongod does "
            + "not have: run MongoDB as a replica set (one member will do)."
    }

    /// - Throws: ``SignUpConditionError``; `MongoError`.
    static func check(_ names: [String], _ client: MongoClient) async throws {
        guard !names.isEmpty else { return }
        let hello = try await client.run(["hello": 1])
        guard hello["setName"] != nil || hello["msg"]?.string == "isdbgrid" else {
            throw SignUpConditionError(conditions: names)
        }
    }
}
