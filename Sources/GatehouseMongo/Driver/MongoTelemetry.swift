import Logging
import Metrics
import Tracing

/// What can be seen of the calls from outside: metrics, spans and a line in the log, never a value.
///
/// Metrics: `gatehouse_mongo_wait` is how long calls waited for a connection, `gatehouse_mongo_duration` how long they
/// took in all, by `command` and `outcome`. Each call is a span `mongodb <command>`. The logger `gatehouse.mongo`
/// notes each at debug.
enum MongoTelemetry {
    private static let logger = Logger(label: "gatehouse.mongo")

    /// One call under way.
    struct Observation: Sendable {
        let started = ContinuousClock.now

        func gotConnection() {
            Metrics.Timer(label: "gatehouse_mongo_wait").record(duration: ContinuousClock.now - started)
        }

        fileprivate func ended(_ command: String, _ outcome: String) {
            let duration = ContinuousClock.now - started
            Metrics.Timer(label: "gatehouse_mongo_duration", dimensions: [("command", command), ("outcome", outcome)])
                .record(duration: duration)
            logger.debug(
                "MongoDB", metadata: ["command": "\(command)", "outcome": "\(outcome)", "duration": "\(duration)"])
        }
    }

    static func observing<Answer: Sendable>(
        _ command: String, _ call: (Observation) async throws -> Answer
    ) async throws -> Answer {
        try await withSpan("mongodb \(command)", ofKind: .client) { span in
            span.attributes["db.system.name"] = "mongodb"
            span.attributes["db.operation.name"] = command
            let observation = Observation()
            do {
                let answer = try await call(observation)
                observation.ended(command, "ok")
                return answer
            } catch {
                observation.ended(command, (error as? MongoError)?.code.description ?? "cancelled")
                throw error
            }
        }
    }
}
