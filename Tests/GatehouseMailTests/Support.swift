import Foundation
import GatehouseMail
import Synchronization

/// The tools of the tests that need Python.
enum Python {
    static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()
    static let executable = root.appendingPathComponent(".tools/venv/bin/python").path
    static let isThere = FileManager.default.isExecutableFile(atPath: executable)
    static let hasServer = isThere && (try? run(["-c", "import aiosmtpd"])) != nil

    static func script(_ name: String) -> String { root.appendingPathComponent("Tests/mail/\(name)").path }

    struct Failed: Error {}

    /// What a script prints for its input.
    static func run(_ arguments: [String], input: String = "") throws -> Data {
        let file = FileManager.default.temporaryDirectory.appendingPathComponent("mail-\(UUID().uuidString)")
        try Data(input.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: executable)
        process.arguments = arguments
        process.standardInput = try FileHandle(forReadingFrom: file)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else { throw Failed() }
        return answer
    }
}

/// A folder for the time of a test.
func withFolder(_ body: (String) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("mail-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    try await body(folder.path)
}

/// A value that several tasks change.
final class Box<Value: Sendable>: Sendable {
    private let value: Mutex<Value>
    init(_ value: Value) { self.value = Mutex(value) }
    func withLock<Result: Sendable>(_ body: @Sendable (inout Value) -> Result) -> Result {
        value.withLock { body(&$0) }
    }
    var now: Value { withLock { $0 } }
}

/// Holds back whoever waits until it is opened.
final class Gate: Sendable {
    private struct State {
        var isOpen = false
        var waiters: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())

    func wait() async {
        await withCheckedContinuation { waiter in
            let isOpen = state.withLock { state in
                if !state.isOpen { state.waiters.append(waiter) }
                return state.isOpen
            }
            if isOpen { waiter.resume() }
        }
    }

    func open() {
        let waiters = state.withLock { state in
            state.isOpen = true
            return state.waiters
        }
        for waiter in waiters { waiter.resume() }
    }
}

/// A clock that pauses move: whoever pauses goes on at once, later. Pauses of ten minutes or more never end.
final class TestTime: Sendable {
    private let date = Box(Date(timeIntervalSince1970: 1_795_544_572))
    var now: Date { date.now }

    @Sendable func pause(_ time: Duration) async throws {
        guard time < .seconds(600) else {
            _ = try await MemoryMailTransport().next(to: "")
            return
        }
        await Task.yield()
        try Task.checkCancellation()
        date.withLock {
            $0.addTimeInterval(Double(time.components.seconds) + Double(time.components.attoseconds) / 1e18)
        }
    }
}

/// Lets other tasks run until something holds.
func wait(for condition: () -> Bool) async { while !condition() { await Task.yield() } }

extension MailAddress {
    static func test(_ address: String, name: String? = nil) -> MailAddress {
        MailAddress(address, name: name)!
    }
}

extension MailMessage {
    static func test(
        to: String = "ann@example.org", subject: String = "Hello", text: String = "Hello,\n\nworld.\n",
        html: String? = nil
    ) -> MailMessage {
        MailMessage(
            from: .test("site@example.com", name: "Site"), to: .test(to), subject: subject, text: text,
            html: html)
    }

    /// As text, sent at a moment that is always the same.
    var lines: [String] {
        String(decoding: encoded(id: "id1", date: Date(timeIntervalSince1970: 1_795_544_572)), as: UTF8.self)
            .replacingOccurrences(of: "\r\n", with: "\n").components(separatedBy: "\n")
    }
}
