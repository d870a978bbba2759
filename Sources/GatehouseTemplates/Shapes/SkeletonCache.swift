import Synchronization

/// Skeletons of pages that were made, up to a number of bytes.
final class SkeletonCache: Sendable {
    private struct State {
        var skeletons: [ModelShape.Key: PageSkeleton] = [:]
        var size = 0
    }
    private let state = Mutex(State())

    /// 16 MiB: some thousand pages.
    private static let capacity = 16 << 20
    /// Pages above this are seldom of one shape twice: long lists.
    private static let maximumSize = 256 << 10

    func find(_ shape: ModelShape) -> PageSkeleton? { state.withLock { $0.skeletons[shape.key] } }

    func keep(_ skeleton: PageSkeleton, _ shape: ModelShape) {
        let size = skeleton.size + shape.key.bytes.count
        guard size <= Self.maximumSize else { return }
        state.withLock { state in
            if state.size + size > Self.capacity { state = State() }
            if state.skeletons.updateValue(skeleton, forKey: shape.key) == nil { state.size += size }
        }
    }
}
