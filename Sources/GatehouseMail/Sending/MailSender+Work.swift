import GatehouseBase
import Metrics
import Synchronization

#if canImport(FoundationEssentials)
    import FoundationEssentials
#else
    import Foundation
#endif

extension MailSender {
    /// When to look again for mails that are due.
    enum Look {
        case at(Date)
        /// Somebody will ring.
        case whenRung
        /// Nothing waits, and nobody else could bring a mail.
        case never
    }

    /// Stores what came, takes what is due and rests, until there is nothing left that could come.
    func work() async {
        while !Task.isCancelled {
            let look = await round()
            if tellDrains(look) { return }
            switch look {
            case .at(let moment): await rest(until: moment)
            case .whenRung, .never: await alarm.wait()
            }
        }
    }

    private func rest(until moment: Date) async {
        let time = Duration.milliseconds(Int64(max(1, moment.timeIntervalSince(now()) * 1000)))
        let timer = Task {
            guard (try? await pause(time)) != nil else { return }
            alarm.ring()
        }
        await alarm.wait()
        timer.cancel()
    }

    /// Wakes those who wait for the end, when it is here; true when the worker is of no use any more.
    private func tellDrains(_ look: Look) -> Bool {
        let now = now()
        let (drains, isOver) = state.withLock { state -> ([CheckedContinuation<Void, Never>], Bool) in
            guard state.hand.isIdle, !Task.isCancelled else { return ([], false) }
            switch look {
            case .never: state.worker = nil
            // What is left stays where it is, for the next start.
            case .at(let moment) where store.outlivesProcess && (moment > now || state.health.fault != nil): break
            default: return ([], false)
            }
            defer { state.drains = [] }
            return (state.drains, state.worker == nil)
        }
        for drain in drains { drain.resume() }
        return isOver
    }

    private func round() async -> Look {
        do {
            try await storeAccepted()
            while beginAttempt() {
                let now = now()
                let mail: TakenMail?
                do {
                    mail = try await store.take(at: now, until: now.adding(limits.lease))
                } catch {
                    endPlace()
                    throw error
                }
                guard let mail else {
                    endPlace()
                    return try await outlook(at: now)
                }
                begin(mail)
            }
            let probe = state.withLock { state in
                state.hand.underWay == 0 && state.health.fault != nil ? state.health.nextProbe : nil
            }
            guard let probe else { return .whenRung }
            waiting.record(try await store.outlook().waiting)
            return .at(probe)
        } catch {
            noteStoreFault(error)
            return .at(now().adding(limits.firstPause))
        }
    }

    private func storeAccepted() async throws {
        while true {
            let next = state.withLock { $0.hand.nextToStore(most: 100) }
            guard !next.isEmpty else { return }
            try await store.add(next)
            noteStoreAnswer()
            state.withLock { $0.hand.stored(next.count, areGone: store.outlivesProcess) }
        }
    }

    private func outlook(at now: Date) async throws -> Look {
        let outlook = try await store.outlook()
        noteStoreAnswer()
        waiting.record(outlook.waiting)
        guard store.outlivesProcess else {
            if let next = outlook.next { return .at(next) }
            return outlook.waiting == 0 ? .never : .whenRung
        }
        let poll = now.adding(limits.poll)
        return .at(outlook.next.map { min($0, poll) } ?? poll)
    }

    private func beginAttempt() -> Bool {
        let now = now()
        return state.withLock { state in
            state.health.mayTry(at: now, underWay: state.hand.underWay) && state.hand.begin()
        }
    }

    private func endPlace() { state.withLock { $0.hand.end() } }

    private func begin(_ mail: TakenMail) {
        state.withLock { state in
            // The lock is held until the task stands in the table, so it never removes itself too early.
            state.attempts[mail.id] = Task {
                await self.attempt(mail)
                self.state.withLock { state in
                    state.attempts[mail.id] = nil
                    state.hand.end()
                }
                self.alarm.ring()
            }
        }
    }
}
