import Synchronization

/// Tells accounts' owners what happens, usually by mail.
///
/// It must return at once, whatever becomes of the mail, and never waits for a mail server: how long it takes would
/// tell whoever asks for a new password whether there is such an account.
public protocol AccountNotifier: Sendable {
    /// Takes a notice on.
    func notify(_ notice: AccountNotice) async
}

/// Tells nobody: for sites without mail.
public struct NoNotifier: AccountNotifier {
    /// A notifier that forgets.
    public init() {}

    /// Forgets the notice.
    public func notify(_ notice: AccountNotice) async {}
}

/// Keeps notices in memory, for tests of a site.
///
/// ```swift
/// let mail = MemoryNotifier()
/// …
/// let token = mail.last(.passwordReset)?.token
/// ```
public final class MemoryNotifier: AccountNotifier {
    private let list = Mutex<[AccountNotice]>([])

    /// None yet.
    public init() {}

    /// All that were told, the oldest first.
    public var notices: [AccountNotice] { list.withLock { $0 } }

    /// The newest of a kind, or nil.
    public func last(_ kind: AccountNotice.Kind) -> AccountNotice? { notices.last { $0.kind == kind } }

    /// Forgets all.
    public func clear() { list.withLock { $0 = [] } }

    /// Keeps the notice.
    public func notify(_ notice: AccountNotice) async { list.withLock { $0.append(notice) } }
}
