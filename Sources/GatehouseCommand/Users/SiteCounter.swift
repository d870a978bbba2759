import Synchronization

/// The name under which the keys of the site's accounts are counted.
enum SiteCounter {
    /// The one under which the post's `Counter` counts.
    static let usualName = "Users"

    private static let chosen = Mutex(usualName)

    /// Set from the settings before the first account is asked for, and not again.
    static var name: String {
        get { chosen.withLock { $0 } }
        set { chosen.withLock { $0 = newValue } }
    }
}
