import GatehouseBSON

/// The commands that make a replica set of one member.
struct ReplicaSetOfOne {
    let host: String

    init(port: Int) { host = "127.0.0.1:\(port)" }

    private func configuration(version: Int64) -> BSONDocument {
        ["_id": "gatehouse", "version": .integer(version), "members": [["_id": 0, "host": .string(host)]]]
    }

    /// Makes the set.
    var initiate: BSONDocument { ["replSetInitiate": .document(configuration(version: 1))] }

    /// Moves the set to another port; forced, because its only member no longer finds itself under the old one.
    func reconfigure(version: Int64) -> BSONDocument {
        ["replSetReconfig": .document(configuration(version: version)), "force": true]
    }

    /// Whether a stored configuration is this one.
    func matches(_ configuration: BSONDocument) -> Bool {
        configuration["members"]?.array?.compactMap { $0.document?["host"]?.string } == [host]
    }
}
