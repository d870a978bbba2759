import Foundation
import Synchronization

/// A process between us and mongod: it stops mongod as soon as our end of a pipe closes, which the system does for us
/// even when we are killed.
final class MongoGuard: Sendable {
    /// Waits for the end of its input beside mongod; asks mongod to stop, and kills it if it has not after 20 seconds.
    /// Signals that a terminal sends to all of its programs are not for mongod: we stop it when we are done with it.
    /// (A shell gives commands in the background no input of their own, hence the detour over descriptor 3.)
    private static let script = """
        trap '' INT HUP TERM QUIT
        exec 3<&0
        "$@" </dev/null 3<&- >/dev/null 2>&1 &
        mongod=$!
        { cat >/dev/null; kill -TERM $mongod 2>/dev/null; sleep 20; kill -KILL $mongod 2>/dev/null; } <&3 &
        watch=$!
        wait $mongod
        status=$?
        kill -KILL $watch 2>/dev/null
        exit $status
        """

    private struct State {
        var exitStatus: Int32?
        var waiting: [CheckedContinuation<Void, Never>] = []
    }
    private let state = Mutex(State())
    /// `Process` and `FileHandle` are used by one caller at a time: under this lock.
    private let process: Mutex<(Process, FileHandle)>

    /// Starts the guard, and it starts mongod.
    init(arguments: [String]) throws {
        let process = Process()
        let pipe = Pipe()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", Self.script, "gatehouse-mongo-guard"] + arguments
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        self.process = Mutex((process, pipe.fileHandleForWriting))
        process.terminationHandler = { [weak self] process in self?.ended(process.terminationStatus) }
        do {
            try process.run()
        } catch {
            throw LocalMongoError("The guard of mongod could not be started: \(error.localizedDescription)")
        }
        try? pipe.fileHandleForReading.close()
    }

    var processID: Int32 { process.withLock { $0.0.processIdentifier } }

    /// How mongod ended, or nil while it runs.
    var exitStatus: Int32? { state.withLock { $0.exitStatus } }

    /// Closes the pipe and waits until mongod is gone.
    func stop() async {
        process.withLock { try? $0.1.close() }
        await withCheckedContinuation { continuation in
            let isOver = state.withLock { state in
                if state.exitStatus == nil { state.waiting.append(continuation) }
                return state.exitStatus != nil
            }
            if isOver { continuation.resume() }
        }
    }

    private func ended(_ status: Int32) {
        let waiting = state.withLock { state in
            state.exitStatus = status
            defer { state.waiting = [] }
            return state.waiting
        }
        for continuation in waiting { continuation.resume() }
    }
}
