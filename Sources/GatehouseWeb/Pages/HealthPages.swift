import GatehouseBase
import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import Synchronization

/// `/healthz` tells that the process answers, `/readyz` that its store does and has its indexes.
struct HealthPages: Sendable {
    /// How long `/readyz` waits for the store: less than balancers wait for it.
    static let patience = Duration.seconds(1)
    /// How often a caution is repeated in the log, however often `/readyz` is asked.
    private static let repetition = Duration.seconds(60)

    /// Throws when the site is not ready.
    private let check: @Sendable () async throws -> Void
    private let caution: @Sendable () -> String?
    private let deadlines = Deadlines(after: patience)
    private let state = HealthState()

    init(
        check: @escaping @Sendable () async throws -> Void, caution: @escaping @Sendable () -> String? = { nil }
    ) {
        self.check = check
        self.caution = caution
    }

    func add<Context: RequestContext>(to routes: some RouterMethods<Context>) {
        routes.get("/healthz") { _, _ in Self.answer("ok", .ok) }
        routes.get("/readyz") { _, context in
            let caution = caution()
            do {
                try await ask()
                if let caution, state.mayTell(every: Self.repetition) {
                    context.logger.warning("Ready, but \(caution)")
                }
                return Self.answer("ready", .ok)
            } catch {
                context.logger.error("Not ready: \(error)\(caution.map { "; also, \($0)" } ?? "")")
                return Self.answer("not ready", .serviceUnavailable)
            }
        }
    }

    /// Waits for the store, though not for long. Those who ask while one look is under way share it: a store that hangs
    /// is asked once, not by every balancer every second.
    private func ask() async throws {
        try await deadlines.wait(until: .now + Self.patience, orThrow: SlowStore()) { completion in
            state.join(completion, check)
        }
    }

    private static func answer(_ text: String, _ status: HTTPResponse.Status) -> Response {
        Response(
            status: status, headers: [.contentType: "text/plain; charset=utf-8", .cacheControl: "no-store"],
            body: ResponseBody(byteBuffer: ByteBuffer(string: text + "\n")))
    }
}

/// The store took longer than `/readyz` waits.
struct SlowStore: Error, CustomStringConvertible {
    var description: String { "the store did not answer within \(HealthPages.patience)" }
}

/// The look that is under way, and when the last caution was told.
private final class HealthState: Sendable {
    private struct State {
        /// Those who wait; nil while nobody looks.
        var waiting: [Completion<Void>]?
        var toldAt: ContinuousClock.Instant?
    }
    private let state = Mutex(State())

    /// Waits for the look that is under way, or begins one.
    func join(_ completion: Completion<Void>, _ check: @escaping @Sendable () async throws -> Void) {
        let begins = state.withLock { state in
            defer { state.waiting = (state.waiting ?? []) + [completion] }
            return state.waiting == nil
        }
        guard begins else { return }
        Task.detached {
            let result: Result<Void, any Error>
            do { result = .success(try await check()) } catch { result = .failure(error) }
            for waiter in self.finish() { waiter.finish(with: result) }
        }
    }

    private func finish() -> [Completion<Void>] {
        state.withLock { state in
            defer { state.waiting = nil }
            return state.waiting ?? []
        }
    }

    func mayTell(every time: Duration) -> Bool {
        let now = ContinuousClock.now
        return state.withLock { state in
            guard state.toldAt.map({ now - $0 >= time }) ?? true else { return false }
            state.toldAt = now
            return true
        }
    }
}
