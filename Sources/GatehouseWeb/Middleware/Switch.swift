import Synchronization

/// Something that is set once, while routes are added, and read by each request.
final class Switch: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}

/// A switch for each router.
final class Switches: Sendable {
    private let all = Mutex<[ObjectIdentifier: Switch]>([:])

    subscript(router: AnyObject) -> Switch {
        all.withLock { all in
            let id = ObjectIdentifier(router)
            if let known = all[id] { return known }
            let new = Switch()
            all[id] = new
            return new
        }
    }
}
