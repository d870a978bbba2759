import Gatehouse
import GatehouseAuth
import GatehouseBSON
import GatehouseWeb

extension FeatureConformance {
    static var recordChecks: [Check] {
        [
            site("what is kept of a new account can be exported") { site, parts, subject in
                let (user, _) = try await account(site, subject)
                let names = Set(parts.records.map(\.name))
                let kept = try await site.gatehouse.lifecycle.export(of: user)["data"]?.document
                for member in kept ?? [:] where names.contains(member.key) {
                    try expect(member.value != .null, "\(member.key) is exported as nothing; leave it out")
                }
            },
            site("what is kept of an account is gone after it is erased, which may be twice") { site, parts, subject in
                let (user, id) = try await account(site, subject)
                for record in parts.records {
                    for _ in 0..<2 { try await record.erase(id) }
                    let left = try await record.export(user, id)
                    try expect(left == nil, "\(record.name) is still exported")
                }
            },
            site("a deleted account can be made again, and starts anew") { site, parts, subject in
                let (user, oldID) = try await account(site, subject)
                var old: [Bool] = []
                for record in parts.records { old.append(try await record.export(user, oldID) == nil) }
                _ = try await site.gatehouse.administration.delete(user)
                let (again, id) = try await account(site, subject)
                for (record, wasEmpty) in zip(parts.records, old) {
                    let isEmpty = try await record.export(again, id) == nil
                    try expect(isEmpty == wasEmpty, "\(record.name) has kept something of the old account")
                }
                for step in parts.steps {
                    _ = try await step.isDue(for: try site.gatehouse.accounts.proof(of: again))
                }
            },
        ]
    }
}
