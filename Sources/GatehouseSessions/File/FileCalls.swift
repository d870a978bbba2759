public import GatehouseMessages

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// Why a call on a file failed: the system's number, such as `ENOSPC`, and the call. Never the name of the file.
public struct SessionFileError: RefusalError, Hashable, CustomStringConvertible {
    /// The system's number.
    public let number: Int32
    /// The call, as `write`.
    public let call: String

    init(_ call: String, number: Int32 = errno) {
        self.call = call
        self.number = number
    }

    /// A disk that is full or a folder that is gone may be mended while the site runs.
    public var refusal: Refusal? { .unavailable() }

    /// The call and the system's words for the number.
    public var description: String { "\(call) failed with \(String(cString: strerror(number)))" }
}

/// The calls on files that the file engine makes. Blocking.
struct FileCalls: Sendable {
    /// Writes bytes to an open file and returns how many, or -1; tests put a full disk here.
    var write: @Sendable (Int32, UnsafeRawBufferPointer) -> Int = { systemWrite($0, $1.baseAddress, $1.count) }

    /// Makes a folder for us alone, if there is none, and checks that it is a folder, that it is ours and that others
    /// cannot write to it.
    func makeFolder(_ path: String) throws(SessionFileError) -> FolderIdentity {
        if mkdir(path, 0o700) != 0, errno != EEXIST { throw SessionFileError("mkdir") }
        var status = stat()
        guard lstat(path, &status) == 0 else { throw SessionFileError("lstat") }
        guard status.st_mode & S_IFMT == S_IFDIR else { throw SessionFileError("lstat", number: ENOTDIR) }
        guard status.st_uid == geteuid(), status.st_mode & 0o022 == 0 else {
            throw SessionFileError("lstat", number: EACCES)
        }
        return FolderIdentity(status)
    }

    /// Makes sure that a folder is still the one it was.
    func check(_ path: String, _ identity: FolderIdentity) throws(SessionFileError) {
        var status = stat()
        guard lstat(path, &status) == 0 else { throw SessionFileError("lstat") }
        guard FolderIdentity(status) == identity else { throw SessionFileError("lstat", number: ENOENT) }
    }

    /// The bytes of a file, and when it was changed; nil when there is none.
    func read(_ path: String) throws(SessionFileError) -> [UInt8]? {
        let file = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard file >= 0 else {
            if errno == ENOENT { return nil }
            throw SessionFileError("open")
        }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0 else { throw SessionFileError("fstat") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw SessionFileError("open", number: EINVAL) }
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: min(max(Int(status.st_size) + 1, 4096), 1 << 20))
        while true {
            let count = buffer.withUnsafeMutableBytes { systemRead(file, $0.baseAddress, $0.count) }
            if count == 0 { return bytes }
            if count > 0 {
                bytes.append(contentsOf: buffer[..<count])
            } else if errno != EINTR {
                throw SessionFileError("read")
            }
        }
    }

    /// Puts bytes in the place of a file in one step: whoever reads sees the old ones or the new ones, also after a
    /// crash. When it fails the old ones stay.
    ///
    /// - Parameter scratch: the name of a file that is not there, in the same folder.
    func replace(_ path: String, _ bytes: [UInt8], in folder: String, scratch: String) throws(SessionFileError) {
        let file = open(scratch, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw SessionFileError("open") }
        do throws(SessionFileError) {
            try writeAll(file, bytes)
            guard fsync(file) == 0 else { throw SessionFileError("fsync") }
        } catch {
            close(file)
            unlink(scratch)
            throw error
        }
        guard close(file) == 0, rename(scratch, path) == 0 else {
            let error = SessionFileError("rename")
            unlink(scratch)
            throw error
        }
        try sync(folder)
    }

    private func writeAll(_ file: Int32, _ bytes: [UInt8]) throws(SessionFileError) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { write(file, $0) }
            if count > 0 {
                start += count
            } else if count == 0 || errno != EINTR {
                throw SessionFileError("write")
            }
        }
    }

    /// Removes a file, and tells whether it was there.
    func remove(_ path: String, in folder: String) throws(SessionFileError) -> Bool {
        guard unlink(path) == 0 else {
            if errno == ENOENT { return false }
            throw SessionFileError("unlink")
        }
        try sync(folder)
        return true
    }

    /// Removes a file that nobody changed for so many seconds.
    func removeAbandoned(_ path: String, after seconds: Int) {
        var status = stat()
        guard lstat(path, &status) == 0, status.modified + seconds < time(nil) else { return }
        unlink(path)
    }

    /// Brings the names of a folder to the disk.
    private func sync(_ folder: String) throws(SessionFileError) {
        let file = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard file >= 0 else { throw SessionFileError("open") }
        defer { close(file) }
        guard fsync(file) == 0 else { throw SessionFileError("fsync") }
    }

    /// The names in a folder.
    func names(in folder: String) throws(SessionFileError) -> [String] {
        guard let stream = opendir(folder) else { throw SessionFileError("opendir") }
        defer { closedir(stream) }
        var names: [String] = []
        while let entry = readdir(stream) {
            names.append(
                withUnsafeBytes(of: &entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
        }
        return names
    }

    /// Runs work that no other process and no other thread does at the same time under the same lock file.
    func locked<Result>(_ path: String, _ work: () throws -> Result) throws -> Result {
        let end = time(nil) + Self.lockTimeout
        while true {
            let file = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard file >= 0 else { throw SessionFileError("open") }
            defer { close(file) }  // which gives the lock back
            while flock(file, LOCK_EX | LOCK_NB) != 0 {
                guard errno == EINTR || errno == EWOULDBLOCK else { throw SessionFileError("flock") }
                // A process that was stopped with the lock in its hand must not stop us, too.
                guard time(nil) <= end else { throw SessionFileError("flock", number: ETIMEDOUT) }
                usleep(500)
            }
            // Somebody may have removed the file while we waited: then others wait for another one.
            var ours = stat()
            var theirs = stat()
            if fstat(file, &ours) == 0, lstat(path, &theirs) == 0, FolderIdentity(ours) == FolderIdentity(theirs) {
                return try work()
            }
        }
    }

    /// How long to wait for a lock, in seconds.
    private static let lockTimeout = 10
}

/// Which file or folder it is, whatever its name.
struct FolderIdentity: Sendable, Equatable {
    private let device: UInt64
    private let number: UInt64

    init(_ status: stat) {
        device = UInt64(truncatingIfNeeded: status.st_dev)
        number = UInt64(status.st_ino)
    }
}

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(file, bytes, count) }
private func systemRead(_ file: Int32, _ bytes: UnsafeMutableRawPointer?, _ count: Int) -> Int {
    read(file, bytes, count)
}

extension stat {
    /// When the file was changed last, in seconds since 1970.
    fileprivate var modified: Int {
        #if canImport(Darwin)
            st_mtimespec.tv_sec
        #else
            st_mtim.tv_sec
        #endif
    }
}
