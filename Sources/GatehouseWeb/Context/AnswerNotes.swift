import Synchronization

/// What is to happen with a request's answer and after it. Apart from the visit: its client leaves things here, and is
/// itself held by the visit.
final class AnswerNotes: Sendable {
    typealias Work = @Sendable () async -> Void

    private struct State {
        var knownBrowser: String?
        var rememberedBrowser: (text: String, age: Duration)?
        var work: [Work] = []
    }
    private let state = Mutex(State())

    /// What the browser is to keep, so that it is known again; nil for nothing new.
    var knownBrowser: String? {
        get { state.withLock { $0.knownBrowser } }
        set { state.withLock { $0.knownBrowser = newValue } }
    }

    /// What the browser is to keep, and for how long, so that no second factor is asked for; nil for nothing new.
    var rememberedBrowser: (text: String, age: Duration)? {
        get { state.withLock { $0.rememberedBrowser } }
        set { state.withLock { $0.rememberedBrowser = newValue } }
    }

    /// What is to be done when the answer is written, in order.
    var work: [Work] { state.withLock { $0.work } }

    func add(_ work: @escaping Work) { state.withLock { $0.work.append(work) } }
}
