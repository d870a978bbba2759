import Logging
import Synchronization

/// What was logged, a line each: the message, and its metadata in order.
final class KeptLines: Sendable {
    private let kept = Mutex<[String]>([])
    var all: [String] { kept.withLock { $0 } }
    /// A log whose lines are kept.
    var logger: Logger { Logger(label: "test") { _ in KeptLineHandler(lines: self) } }

    func add(_ line: String) { kept.withLock { $0.append(line) } }
    /// Whether there is a line with all of some parts.
    func has(_ parts: String...) -> Bool { all.contains { line in parts.allSatisfy(line.contains) } }
}

private struct KeptLineHandler: LogHandler {
    let lines: KeptLines
    var logLevel = Logger.Level.trace
    var metadata: Logger.Metadata = [:]

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
        get { metadata[key] }
        set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
        let metadata = (event.metadata ?? [:]).map { "\($0.key)=\($0.value)" }.sorted()
        lines.add("\(event.message) \(metadata.joined(separator: " "))")
    }
}
