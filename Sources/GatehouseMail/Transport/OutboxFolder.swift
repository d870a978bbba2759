#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The calls on files of an outbox. Blocking.
struct OutboxFolder {
    let path: String

    /// Makes a file whose content is there at once, or not at all.
    func add(_ name: String, _ bytes: [UInt8]) throws(MailError) {
        try make(path)
        // Readers look for names that end in `.eml`.
        let scratch = "\(path)/.\(name).part"
        let file = open(scratch, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
        guard file >= 0 else { throw Self.failure("open") }
        do throws(MailError) {
            try write(bytes, to: file)
        } catch {
            close(file)
            unlink(scratch)
            throw error
        }
        guard close(file) == 0, rename(scratch, "\(path)/\(name)") == 0 else {
            let error = Self.failure("rename")
            unlink(scratch)
            throw error
        }
    }

    /// Makes a folder for us alone, and those above it, where they are missing.
    private func make(_ path: String) throws(MailError) {
        if mkdir(path, 0o700) == 0 { return }
        switch errno {
        case EEXIST: return
        case ENOENT:
            guard let slash = path.lastIndex(of: "/"), slash != path.startIndex else { throw Self.failure("mkdir") }
            try make(String(path[..<slash]))
            guard mkdir(path, 0o700) == 0 || errno == EEXIST else { throw Self.failure("mkdir") }
        default: throw Self.failure("mkdir")
        }
    }

    private func write(_ bytes: [UInt8], to file: Int32) throws(MailError) {
        var start = 0
        while start < bytes.count {
            let count = bytes[start...].withUnsafeBytes { systemWrite(file, $0.baseAddress, $0.count) }
            if count > 0 {
                start += count
            } else if count == 0 || errno != EINTR {
                throw Self.failure("write")
            }
        }
    }

    private static func failure(_ call: String) -> MailError {
        MailError(.storage, message: "\(call) failed with \(String(cString: strerror(errno)))")
    }
}

private func systemWrite(_ file: Int32, _ bytes: UnsafeRawPointer?, _ count: Int) -> Int { write(file, bytes, count) }
