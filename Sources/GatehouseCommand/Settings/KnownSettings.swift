import Synchronization

/// The names that were asked for while settings were read, which are all there are.
final class KnownSettings: Sendable {
    private let names = Mutex<Set<String>>([])

    func add(_ name: String) { names.withLock { _ = $0.insert(name) } }

    /// Whether a name is one of the program's and was not asked for: somebody mistyped it.
    func isUnknown(_ name: String) -> Bool {
        name.hasPrefix("GATEHOUSE_") && !Self.others.contains(name) && !Self.isOfKubernetes(name)
            && !names.withLock { $0.contains(name) }
    }

    /// The name that somebody may have meant; nil for none that is near.
    func nearest(to name: String) -> String? {
        let near = names.withLock { $0 }.map { (distance: Self.distance(name, $0), name: $0) }
            .min { ($0.distance, $0.name) < ($1.distance, $1.name) }
        return near.flatMap { $0.distance <= 3 ? $0.name : nil }
    }

    /// What is read elsewhere: where mongod is.
    private static let others: Set = ["GATEHOUSE_MONGOD"]

    /// What Kubernetes sets in every container beside a service that is called `gatehouse`.
    private static func isOfKubernetes(_ name: String) -> Bool {
        name.hasPrefix("GATEHOUSE_SERVICE_") || name.hasPrefix("GATEHOUSE_PORT_")
    }

    /// How many letters to add, take away or change. Source: Levenshtein's distance.
    private static func distance(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        var row = Array(0...right.count)
        for (number, byte) in left.enumerated() {
            var corner = row[0]
            row[0] = number + 1
            for (place, other) in right.enumerated() {
                let change = corner + (byte == other ? 0 : 1)
                corner = row[place + 1]
                row[place + 1] = min(change, row[place] + 1, corner + 1)
            }
        }
        return row[right.count]
    }
}
