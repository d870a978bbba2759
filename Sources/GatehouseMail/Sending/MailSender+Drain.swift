import Logging
import Metrics
import Synchronization

extension MailSender {
    /// Waits until all mails are sent or given up, and drops those that take longer, with a line in the log. Where mails
    /// outlive the process, it waits only for those that can be sent now, and drops none: the others stay.
    public func drain(for time: Duration) async {
        // A task of its own: it must not end early because the one that waits was cancelled.
        let timer = Task {
            guard (try? await pause(time)) != nil, !Task.isCancelled else { return }
            stopAttempts()
            guard store.outlivesProcess, (try? await pause(Self.goodbye)) != nil else { return }
            tellDrains()
        }
        await withCheckedContinuation { continuation in
            let isIdle = state.withLock { state in
                let isIdle = state.worker == nil && state.hand.isIdle
                if !isIdle { state.drains.append(continuation) }
                return isIdle
            }
            if isIdle { continuation.resume() } else { alarm.ring() }
        }
        timer.cancel()
    }

    /// Takes no mail in any more, sends what is left as far as a time allows, and stops.
    package func finish(within time: Duration) async {
        await drain(for: time)
        let worker = state.withLock { state in
            state.hand.close()
            defer { state.worker = nil }
            return state.worker
        }
        worker?.cancel()
        await worker?.value
        guard store.outlivesProcess, let left = try? await store.outlook().waiting, left > 0 else { return }
        logger.notice("Mails wait for the next start, or for another instance", metadata: ["count": "\(left)"])
    }

    /// How long a transport has to end an attempt that was cancelled: libcurl looks once a second.
    private static let goodbye = Duration.seconds(2)

    /// Ends the attempts under way. What is in memory alone is lost then.
    private func stopAttempts() {
        let (lost, tasks, worker) = state.withLock { state in
            defer { if !store.outlivesProcess { state.worker = nil } }
            return (
                state.hand.abandon(), Array(state.attempts.values),
                store.outlivesProcess ? nil : state.worker
            )
        }
        for task in tasks { task.cancel() }
        worker?.cancel()
        if lost > 0 {
            failed.increment(by: lost)
            logger.error("Mails were lost: they could not be sent in time", metadata: ["count": "\(lost)"])
        }
        guard !store.outlivesProcess else { return }
        store.forget()
        waiting.record(0)
        tellDrains()
    }

    private func tellDrains() {
        let drains = state.withLock { state in
            defer { state.drains = [] }
            return state.drains
        }
        for drain in drains { drain.resume() }
    }
}
