import Synchronization

/// Something that is set once, while routes are added, and read by each request.
final class Switch: Sendable {
    private let value = Atomic(false)

    var isSet: Bool { value.load(ordering: .relaxed) }
    func set() { value.store(true, ordering: .relaxed) }
}
