import GatehouseBSON
public import GatehouseSessions

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// What was shown in a session, and so its level.
extension Accounts {
    /// The methods shown in a session, with their times; empty for a session that Django or an older version wrote.
    public func methods(of session: Session) -> [ShownMethod] {
        session.text(SessionKeys.methods).map(MethodList.methods) ?? []
    }

    /// How sure it is who is signed in to a session; see ``AssuranceLevel``.
    public func level(of session: Session) -> Int { AssuranceLevel.of(methods(of: session).map(\.method)) }

    /// What was shown in a session, also by somebody who waits at the gate.
    func shown(in session: Session?) -> [AuthenticationMethod] {
        guard let session else { return [] }
        let waiting = session[GateNote.key, as: GateNote.self].map { MethodList.methods($0.methods) } ?? []
        return (methods(of: session) + waiting).map(\.method)
    }

    /// Notes what somebody who is signed in, or waits at the gate, has shown besides: the session has a new token then,
    /// and the level that all methods together make. For our own factors, which have checked it; others show theirs by
    /// ``showFactor(_:_:in:client:)`` or a new proof.
    ///
    /// - Throws: `BSONError`, never in practice.
    package func note(_ methods: [AuthenticationMethod], in session: Session) throws {
        session.cycleToken()
        try add(methods, to: session)
    }

    /// Adds what was shown to a session that waits at the gate, or is signed in.
    func add(_ methods: [AuthenticationMethod], to session: Session) throws {
        let date = now()
        let shown = methods.map { ShownMethod($0, at: date) }
        if var note = session[GateNote.key, as: GateNote.self] {
            note.methods = MethodList.text(MethodList.methods(note.methods) + shown)
            try session.set(note, for: GateNote.key)
        } else if session.accountKey != nil {
            try session.set(MethodList.text(self.methods(of: session) + shown), for: SessionKeys.methods)
        }
    }
}
