import GatehouseBSON
import Synchronization

extension Session {
    private static let testKey = "testcookie"
    private static let testValue = "worked"

    /// Leaves a value by which the next request can tell whether the browser takes cookies. Django's.
    public func setTestCookie() { state.withLock { $0.set(.string(Self.testValue), Self.testKey) } }

    /// Whether the browser brought the value back.
    public var testCookieWorked: Bool { state.withLock { $0.value(Self.testKey) } == .string(Self.testValue) }

    /// Removes the value.
    public func deleteTestCookie() { remove(Self.testKey) }
}
