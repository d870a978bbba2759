import Hummingbird
import Logging
import Synchronization

/// Does work when the answer that it belongs to is written, so that the time which an answer takes tells nothing of it
/// (E1, E4).
///
/// The work of a bounded number of answers may be under way. Beyond that it is done before the answer: whoever asks for
/// more waits for it.
final class AfterAnswers: Sendable {
    private let maximum: Int
    private let patience: Duration
    private let logger: Logger
    private let tasks = Mutex<(next: Int, running: [Int: Task<Void, Never>])>((0, [:]))

    /// - Parameters:
    ///   - maximum: of how many answers work may be under way.
    ///   - patience: how long work waits for an answer that is never written, such as one that an outer middleware threw
    ///     away.
    init(maximum: Int = 256, patience: Duration = .seconds(1), logger: Logger) {
        self.maximum = maximum
        self.patience = patience
        self.logger = logger
    }

    /// Takes work on until an answer is written.
    func hold(_ work: [AnswerNotes.Work], for response: inout Response) async {
        guard !work.isEmpty else { return }
        let (written, signal) = AsyncStream<Void>.makeStream()
        guard start(work, when: written, signal) else {
            for part in work { await part() }
            return
        }
        let body = response.body
        response.body = ResponseBody(contentLength: body.contentLength) { writer in
            defer { signal.finish() }
            try await body.write(writer)
        }
    }

    private func start(
        _ work: [AnswerNotes.Work], when written: AsyncStream<Void>, _ signal: AsyncStream<Void>.Continuation
    ) -> Bool {
        tasks.withLock { tasks in
            guard tasks.running.count < maximum else { return false }
            let number = tasks.next
            tasks.next += 1
            tasks.running[number] = Task { [patience] in
                let timer = Task {
                    try await Task.sleep(for: patience)
                    signal.finish()
                }
                for await _ in written {}
                timer.cancel()
                for part in work { await part() }
                // The lock is held until the task stands in the table, so it never removes itself too early.
                self.tasks.withLock { $0.running[number] = nil }
            }
            return true
        }
    }

    /// Waits for what is under way, and cancels what takes longer; at the end of a process.
    func drain(for time: Duration) async {
        let running = tasks.withLock { Array($0.running.values) }
        guard !running.isEmpty else { return }
        let timer = Task {
            try await Task.sleep(for: time)
            logger.warning("Work after answers took too long and was cancelled")
            for task in running { task.cancel() }
        }
        for task in running { await task.value }
        timer.cancel()
    }
}
