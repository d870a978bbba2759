import NIOPosix

#if canImport(Glibc)
    import Glibc
#endif

/// Memory that is free, and that the allocator keeps.
///
/// glibc keeps what was freed between other blocks, so that a process stays as large as the largest flood made it:
/// `malloc_trim(3)` gives all whole pages that are free back to the system. It takes some milliseconds.
enum FreedMemory {
    /// Gives it back, on a thread that may wait. Elsewhere than with glibc the allocator does so by itself.
    static func giveBack() {
        #if canImport(Glibc)
            // Swift's module of glibc leaves <malloc.h> out.
            guard let symbol = dlsym(nil, "malloc_trim") else { return }
            let trim = unsafeBitCast(symbol, to: (@convention(c) (Int) -> CInt).self)
            NIOThreadPool.singleton.submit { _ in _ = trim(0) }
        #endif
    }
}
