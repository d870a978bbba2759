#if canImport(FoundationEssentials)
    public import FoundationEssentials
#else
    public import Foundation
#endif

/// Where sessions are kept.
///
/// Errors it throws mean that the store failed; callers answer 503 and never take them for "no session".
public protocol SessionStore: Sendable {
    /// The session of an identifier that has not ended at `now`, or nil.
    func load(_ id: SessionID, now: Date) async throws -> SessionRecord?
    /// Stores a new session.
    func create(_ record: SessionRecord) async throws
    /// Writes changes into a session that is there, and tells whether it was. Never makes one.
    func apply(_ changes: SessionChanges, to id: SessionID) async throws -> Bool
    /// Removes a session and returns it as it was at that moment, or nil. Of many callers one gets it.
    func take(_ id: SessionID) async throws -> SessionRecord?
    /// Removes a session.
    func delete(_ id: SessionID) async throws
}
