/// An account with permissions: its own, and those of its groups.
public protocol PermissionHolder: Account {
    /// Whether it may do everything.
    var isSuperuser: Bool { get }
    /// The names of what it may do, as `notes.edit`.
    var permissions: [String] { get }
    /// The names of its groups.
    var groups: [String] { get }
}
