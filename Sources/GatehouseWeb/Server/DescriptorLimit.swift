#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// How many files and connections this process may have open at a time.
package enum DescriptorLimit {
    /// The fewest that a site can work with.
    package static let minimum = 64

    /// The soft limit, `ulimit -n`.
    package static var current: Int { limits.map { Int(clamping: $0.rlim_cur) } ?? minimum }

    /// Raises the soft limit to the hard one, as far as the system allows.
    ///
    /// - Returns: the limit that holds then.
    @discardableResult
    package static func raise() -> Int {
        guard var limits, limits.rlim_cur < limits.rlim_max else { return current }
        // A hard limit without end costs whoever closes all descriptors there could be; no site has more.
        limits.rlim_cur = max(limits.rlim_cur, min(limits.rlim_max, rlim_t(enough)))
        _ = setrlimit(resource, &limits)
        return current
    }

    private static let enough = 1 << 16

    private static var limits: rlimit? {
        var limits = rlimit()
        return getrlimit(resource, &limits) == 0 ? limits : nil
    }

    #if canImport(Glibc)
        private static var resource: __rlimit_resource_t { __rlimit_resource_t(RLIMIT_NOFILE.rawValue) }
    #else
        private static var resource: Int32 { RLIMIT_NOFILE }
    #endif
}
