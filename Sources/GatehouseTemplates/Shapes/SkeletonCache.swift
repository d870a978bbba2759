import GatehouseBase

/// Skeletons of pages that were made, up to a number of bytes.
struct SkeletonCache: Sendable {
    private let skeletons = RecentValues<ModelShape.Key, PageSkeleton>(size: Self.capacity)

    /// 16 MiB: some thousand pages.
    private static let capacity = 16 << 20
    /// Pages above this are seldom of one shape twice: long lists.
    private static let maximumSize = 256 << 10

    func find(_ shape: ModelShape) -> PageSkeleton? { skeletons.value(for: shape.key) }

    func keep(_ skeleton: PageSkeleton, _ shape: ModelShape) {
        let size = skeleton.size + shape.key.bytes.count
        guard size <= Self.maximumSize else { return }
        skeletons.keep(skeleton, for: shape.key, size: size)
    }
}
