import GatehouseBase
import Logging
import Metrics
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension MailSender {
    /// Tries a mail once, and does with it what follows.
    func attempt(_ mail: TakenMail) async {
        guard mail.expiresAt > now() else { return await giveUp(mail, "A mail was given up: it is too old", [:]) }
        guard let message = mail.message else { return await leaveToOthers(mail) }
        do {
            try await holdingLease(mail) { try await self.transport.send(message) }
            note(state.withLock { $0.health.answered() })
            sent.increment()
            logger.debug("A mail was sent", metadata: ["mail": "\(mail.id)", "attempt": "\(mail.attempt)"])
            await remove(mail)
        } catch is LostLease {
            logger.warning("A mail was left to another instance", metadata: ["mail": "\(mail.id)"])
        } catch is CancellationError where Task.isCancelled {
            // The process ends. Due at once, for whoever is there.
            await settle { try await self.store.postpone(mail, until: self.now()) }
        } catch {
            await failed(mail, MailFailure(error))
        }
    }

    private func failed(_ mail: TakenMail, _ failure: MailFailure) async {
        guard failure.isTemporary else {
            note(state.withLock { $0.health.answered() })
            return await giveUp(mail, "A mail was given up", failure.metadata(of: mail))
        }
        let now = now()
        let (change, probe) = state.withLock { state in
            let change = state.health.failed(
                failure.reason, isOfTransport: failure.isOfTransport, at: now, pause: limits.probe)
            return (change, state.health.nextProbe)
        }
        note(change, failure)
        logger.info("A mail could not be sent yet", metadata: failure.metadata(of: mail))
        let moment = failure.isOfTransport ? probe : now.adding(limits.pause(after: mail.attempt))
        await settle { try await self.store.postpone(mail, until: moment) }
    }

    /// Gives a mail up, and says why.
    private func giveUp(_ mail: TakenMail, _ words: Logger.Message, _ metadata: Logger.Metadata) async {
        failed.increment()
        logger.error(words, metadata: metadata.merging(["mail": "\(mail.id)"]) { $1 })
        await remove(mail)
    }

    private func remove(_ mail: TakenMail) async {
        await settle { try await self.store.remove(mail) }
        if !store.outlivesProcess { state.withLock { $0.hand.release(1) } }
    }

    /// Leaves a mail alone that was written with a key that this instance does not have: another may have it.
    private func leaveToOthers(_ mail: TakenMail) async {
        let isFirst = state.withLock { state in
            defer { state.tellsOfUnreadable = false }
            return state.tellsOfUnreadable
        }
        if isFirst {
            logger.error(
                "Mails wait that no secret key of this instance can read; they are left to others until they are too old"
            )
        }
        await settle { try await self.store.postpone(mail, until: self.now().adding(self.limits.lease)) }
    }

    private func note(_ change: MailTransportHealth.Change, _ failure: MailFailure? = nil) {
        switch change {
        case .none: break
        case .failed:
            transportUp.record(0)
            logger.error(
                "Mails cannot be sent; they wait until the transport works again", metadata: failure?.metadata ?? [:])
        case .recovered(let failures, let since):
            transportUp.record(1)
            logger.notice(
                "Mails are sent again",
                metadata: ["failures": "\(failures)", "since": "\(since.formatted(.iso8601))"])
        }
    }

    /// Writes what became of a mail. A store that fails is asked again, for as long as nobody else takes the mail: what
    /// was sent would be sent twice.
    private func settle(_ write: @escaping @Sendable () async throws -> Void) async {
        let end = now().adding(limits.lease / 2)
        // A task of its own: what was sent is sent, also when the attempt was cancelled meanwhile.
        await Task {
            var time = limits.firstPause
            while true {
                do { return try await write() } catch {
                    noteStoreFault(error)
                    guard now() < end, (try? await pause(time)) != nil else { return }
                    time *= 2
                }
            }
        }.value
    }

    /// The mail may be another instance's by now.
    private struct LostLease: Error {}

    /// Sends while the lease is made longer again and again; stops sending when it cannot be.
    private func holdingLease(_ mail: TakenMail, _ send: @escaping @Sendable () async throws -> Void) async throws {
        guard store.outlivesProcess else { return try await send() }
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await send() }
            group.addTask { try await self.keepLease(mail) }
            defer { group.cancelAll() }
            try await group.next()
        }
    }

    /// Returns never, but throws.
    private func keepLease(_ mail: TakenMail) async throws {
        var end = now().adding(limits.lease)
        while true {
            try await pause(limits.lease / 4)
            let moment = now()
            do {
                guard try await store.renew(mail, until: moment.adding(limits.lease)) else { throw LostLease() }
                end = moment.adding(limits.lease)
            } catch let error as LostLease {
                throw error
            } catch {
                try Task.checkCancellation()
                guard now().adding(limits.lease / 4) < end else { throw LostLease() }
            }
        }
    }
}
