import Synchronization

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// A process between us and mongod: it stops mongod as soon as our end of a pipe closes, which the system does for us
/// even when we are killed.
final class MongoGuard: Sendable {
    /// Waits for the end of its input beside mongod; asks mongod to stop, and kills it if it has not after 20 seconds.
    /// (A shell gives commands in the background no input of their own, hence the detour over descriptor 3.)
    private static let script = """
        temporary=$1
        shift
        exec 3<&0
        "$@" </dev/null 3<&- &
        mongod=$!
        {
            cat >/dev/null
            kill -TERM $mongod 2>/dev/null
            tries=0
            while [ $tries -lt 200 ] && kill -0 $mongod 2>/dev/null; do sleep 0.1; tries=$((tries + 1)); done
            kill -KILL $mongod 2>/dev/null
        } <&3 &
        watch=$!
        wait $mongod
        status=$?
        kill -KILL $watch 2>/dev/null
        [ -z "$temporary" ] || rm -rf "$temporary"
        exit $status
        """

    private struct State {
        /// Our end of the pipe, until it is closed.
        var pipe: Int32?
        var exitStatus: Int32?
    }
    private let state: Mutex<State>
    let processID: pid_t

    /// Starts the guard, and it starts mongod.
    ///
    /// - Parameter temporaryFolder: a folder to remove when mongod is gone; empty for none.
    init(arguments: [String], temporaryFolder: String = "") throws {
        let pipe = try Pipe()
        defer { close(pipe.reading) }
        do {
            processID = try spawn(
                ["/bin/sh", "-c", Self.script, "gatehouse-mongo-guard", temporaryFolder] + arguments,
                standardInput: pipe.reading)
        } catch {
            close(pipe.writing)
            throw error
        }
        state = Mutex(State(pipe: pipe.writing))
    }

    /// How mongod ended, or nil while it runs.
    var exitStatus: Int32? {
        state.withLock { state in
            var status: Int32 = 0
            if state.exitStatus == nil, waitpid(processID, &status, WNOHANG) == processID {
                // The exit status is the second byte; a shell that a signal ended has none.
                state.exitStatus = status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + (status & 0x7F)
            }
            return state.exitStatus
        }
    }

    /// Closes the pipe and waits until mongod is gone.
    func stop() async {
        state.withLock { state in
            if let pipe = state.pipe { close(pipe) }
            state.pipe = nil
        }
        while exitStatus == nil { try? await Task.sleep(for: .milliseconds(20)) }
    }
}

/// Two descriptors that programs started later do not inherit.
private struct Pipe {
    let reading: Int32
    let writing: Int32

    init() throws {
        var ends: [Int32] = [0, 0]
        guard pipe(&ends) == 0 else { throw LocalMongoError("The system gives no pipe.") }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (reading, writing) = (ends[0], ends[1])
    }
}

/// Starts a program in a process group of its own, away from the signals of our terminal, with all signals as a program
/// expects them: a thread of ours may have some of them blocked.
private func spawn(_ arguments: [String], standardInput: Int32) throws -> pid_t {
    #if canImport(Darwin)
        var actions: posix_spawn_file_actions_t?
        var attributes: posix_spawnattr_t?
    #else
        var actions = posix_spawn_file_actions_t()
        var attributes = posix_spawnattr_t()
    #endif
    posix_spawn_file_actions_init(&actions)
    posix_spawnattr_init(&attributes)
    defer {
        posix_spawn_file_actions_destroy(&actions)
        posix_spawnattr_destroy(&attributes)
    }
    posix_spawn_file_actions_adddup2(&actions, standardInput, 0)
    posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0)
    posix_spawn_file_actions_addopen(&actions, 2, "/dev/null", O_WRONLY, 0)
    var none = sigset_t()
    sigemptyset(&none)
    var all = sigset_t()
    sigfillset(&all)
    posix_spawnattr_setsigmask(&attributes, &none)
    posix_spawnattr_setsigdefault(&attributes, &all)
    posix_spawnattr_setpgroup(&attributes, 0)
    let flags = POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP
    posix_spawnattr_setflags(&attributes, Int16(flags))

    let strings: [UnsafeMutablePointer<CChar>?] = arguments.map { strdup($0) } + [nil]
    defer { for string in strings { free(string) } }
    var processID: pid_t = 0
    let status = posix_spawn(&processID, arguments[0], &actions, &attributes, strings, environ)
    guard status == 0 else {
        throw LocalMongoError("The guard of mongod could not be started: \(String(cString: strerror(status))).")
    }
    return processID
}
