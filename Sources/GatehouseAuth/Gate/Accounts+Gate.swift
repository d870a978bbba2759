import GatehouseBSON
import GatehouseBase
import GatehouseDocuments
import GatehouseMessages
public import GatehouseSessions

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

/// The gate: the one place that writes who is signed in.
extension Accounts {
    /// Takes a proof to the gate: signs its account in, or says what is to be done first.
    ///
    /// The session gets a new token. It keeps its values unless it was another account's, or did not fit the account's
    /// password any more. Until every step is done it holds no `_auth_user_id`: it is nobody's.
    ///
    /// An account that was to be deleted stays once it is signed in, and the outcome says so.
    ///
    /// - Throws: ``InactiveAccountError`` for an account that may not sign in; what the steps and the stores throw. Nobody is
    ///   signed in then.
    public func signIn(
        _ proof: Proof<User>, _ session: Session, client: Client = Client()
    ) async throws -> SignInOutcome<User> {
        guard let id = proof.user.id else { throw UnsavedAccountError() }
        let proof = try await remembering(proof, session, client)
        guard proof.isAdmitted else {
            await emit(
                .signInFailed, account: id.keyText, client: client, isSuccess: false, by: proof.sessionName)
            throw InactiveAccountError()
        }
        let due = try await step(due: proof)
        let hash = sessionHash(of: proof.user)
        let isSomebodys = session.text(SessionKeys.account) ?? session.accountKey
        let others = [isSomebodys, session[GateNote.key, as: GateNote.self]?.account].compactMap(\.self)
        let isOther = others.contains { !$0.hasBytes(of: id.keyText) }
        let isStale = isSomebodys != nil && !ConstantTime.equals(session.text(SessionKeys.hash) ?? "", hash)
        // Somebody who is to do a step first is signed in no more.
        if isOther || isStale || session.isForeign || (due != nil && isSomebodys != nil) { try await session.flush() }
        guard let due else { return try await enter(proof, hash, session, client) }
        session.cycleToken()
        try session.set(
            GateNote(
                account: id.keyText, backend: proof.sessionName, hash: hash, methods: MethodList.text(proof.methods),
                since: Int64(now().timeIntervalSince1970)), for: GateNote.key)
        return .next(due)
    }

    /// Who waits at the gate in a session, and for what; nil when nobody does, when it took too long, and when the account
    /// is gone, inactive, or has another password since.
    ///
    /// - Throws: what the backend and the steps throw.
    public func waiting(in session: Session) async throws -> Waiting<User>? {
        guard let proof = try await proof(waitingIn: session), let step = try await step(due: proof) else { return nil }
        return Waiting(proof: proof, step: step)
    }

    /// Asks the gate again after a step was done: signs in, or says what is to be done next. Nil when nobody waits.
    ///
    /// - Throws: as ``signIn(_:_:client:)``.
    public func continueSignIn(
        in session: Session, client: Client = Client()
    ) async throws -> SignInOutcome<User>? {
        guard let proof = try await proof(waitingIn: session) else { return nil }
        if let step = try await step(due: proof) { return .next(step) }
        return try await enter(proof, sessionHash(of: proof.user), session, client)
    }

    /// The first step that is still to be done.
    private func step(due proof: Proof<User>) async throws -> (any GateStep<User>)? {
        var first: (any GateStep<User>)?
        for step in steps {
            // A password is known at the first asking alone: then each step may see it, and note what it finds.
            if first != nil, proof.password == nil { break }
            if try await step.isDue(for: proof), first == nil { first = step }
        }
        return first
    }

    /// The proof that a session holds of somebody who waits.
    private func proof(waitingIn session: Session) async throws -> Proof<User>? {
        guard let note = session[GateNote.key, as: GateNote.self], !note.isOver(at: now()),
            let backend = backends.first(where: { $0.sessionName.hasBytes(of: note.backend) }),
            let id = User.ID(keyText: note.account),
            let user = try await StoreFailure.guarding(backend.name.text, { try await backend.account(id) }),
            fits(note.hash, user)
        else { return nil }
        let proof = Proof(user, by: backend, methods: MethodList.methods(note.methods))
        return proof.isAdmitted ? proof : nil
    }

    private func enter(
        _ proof: Proof<User>, _ hash: String, _ session: Session, _ client: Client
    ) async throws -> SignInOutcome<User> {
        var user = proof.user
        guard let id = user.id else { throw UnsavedAccountError() }
        let date = now()
        // First: a store that fails signs nobody in.
        let names = try await knownNames(of: user)
        let isKept = try await deletions?.cancel(id.keyText, at: date) ?? false
        session.setAccountKey(id.keyText)
        session.remove(GateNote.key)
        try session.set(id.keyText, for: SessionKeys.account)
        try session.set(proof.sessionName, for: SessionKeys.backend)
        try session.set(hash, for: SessionKeys.hash)
        try session.set(Int64(date.timeIntervalSince1970), for: SessionKeys.date)
        if proof.methods.isEmpty {
            session.remove(SessionKeys.methods)
        } else {
            try session.set(MethodList.text(proof.methods), for: SessionKeys.methods)
        }
        // A document that another program reads strictly must not get a member that it does not know.
        let fields = [AccountField.lastSignIn, AccountField.lastLogin]
        if let name = fields.first(where: { User.schema.field($0) != nil }) {
            try await documents.set([name: date.bsonValue()], of: id)
        }
        user.lastSigninDate = date
        keepKnown(names, client)
        await emit(.signedIn, account: id.keyText, client: client, by: proof.sessionName)
        if isKept { await emit(.deletionCancelled, account: id.keyText, client: client) }
        return .signedIn(user, deletionCancelled: isKept)
    }
}
