public import Foundation
import GatehouseBSON
import GatehouseBase
import NIOPosix

/// Sessions as files of one folder, one each, for one machine without a database.
///
/// A file is named by the SHA-256 of its token, has mode 0600 and is replaced in one step, so that a reader, a crash or
/// a full disk never meets half of one. Processes that share the folder keep each other's changes by locks. Work on
/// files is done on threads of its own, never on an event loop.
public struct FileSessionStore: SessionDirectory {
    private let folder: String
    private let calls: FileCalls
    /// Which folder it is, so that another in its place, or none, is noticed.
    private let identity: FolderIdentity

    /// Shared by all stores of the process, and apart from the pools that others use.
    private static let threads: NIOThreadPool = {
        let threads = NIOThreadPool(numberOfThreads: 8)
        threads.start()
        return threads
    }()

    private static let suffix = ".session"
    private static let scratchPrefix = "new-"
    /// How many files the locks are spread over; their names never change, and they stay.
    private static let lockCount: UInt8 = 64

    /// The sessions of a folder, which is made if it is not there.
    ///
    /// - Throws: ``SessionFileError`` when the folder cannot be made, is no folder, belongs to somebody else, or others
    ///   may write to it.
    public init(folder: String) throws(SessionFileError) { try self.init(folder: folder, calls: FileCalls()) }

    init(folder: String, calls: FileCalls) throws(SessionFileError) {
        self.folder = folder
        self.calls = calls
        identity = try calls.makeFolder(folder)
    }

    /// Where sessions are kept unless told: a folder of this user's in the system's temporary folder.
    public static var defaultFolder: String {
        FileManager.default.temporaryDirectory.appendingPathComponent("gatehouse-sessions-\(getuid())").path
    }

    // Names hold hexadecimal digits alone, so none leads out of the folder.
    private func path(_ id: SessionID) -> String { "\(folder)/\(id.text)\(Self.suffix)" }
    private func lock(_ id: SessionID) -> String {
        "\(folder)/lock-\(Hexadecimal.text([(id.bytes.last ?? 0) % Self.lockCount]))"
    }

    /// The session of a token's file.
    ///
    /// - Throws: ``SessionFileError``; what reading a damaged file throws.
    public func load(_ token: SessionToken) async throws -> SessionRecord? {
        try await onThread { try read(token.id) }
    }

    /// Writes a session into a file of its own, which is seen whole or not at all.
    ///
    /// - Throws: ``SessionFileError``.
    public func create(_ record: SessionRecord) async throws -> SessionToken {
        let token = SessionToken()
        try await onThread { try write(record, token.id) }
        return token
    }

    /// Writes a session's file anew under a lock.
    ///
    /// - Throws: ``SessionFileError``.
    public func update(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        try await onThread {
            try calls.locked(lock(token.id)) {
                guard let record = try read(token.id), record.replacedAt == nil else { return nil }
                try write(changes.applied(to: record), token.id)
                return token
            }
        }
    }

    /// Writes the session's new file, then marks the old one as replaced, under a lock.
    ///
    /// - Throws: ``SessionFileError``.
    public func replace(_ token: SessionToken, _ changes: SessionChanges) async throws -> SessionToken? {
        try await onThread {
            try calls.locked(lock(token.id)) {
                guard let record = try read(token.id), record.replacedAt == nil else { return nil }
                // Nobody knows the new one before the old one is gone, and a fault in between loses neither.
                let new = SessionToken()
                try write(changes.applied(to: record), new.id)
                try write(.replaced(at: changes.lastSeenAt), token.id)
                return new
            }
        }
    }

    /// Removes the session's file.
    ///
    /// - Throws: ``SessionFileError``.
    public func delete(_ token: SessionToken) async throws { _ = try await revoke(token.id) }

    /// The sessions of all files: it reads the folder.
    ///
    /// - Throws: ``SessionFileError``.
    public func sessions(of account: String?, limit: Int) async throws -> [SessionSummary] {
        try await onThread {
            var found = NewestSessions(limit)
            try each { session in
                if session.record.replacedAt == nil, account == nil || session.record.account == account {
                    found.add(SessionSummary(id: session.id, session.record))
                }
            }
            return found.all
        }
    }

    /// Ends a session, and tells whether it was there. One that cannot be read is ended, too.
    ///
    /// - Throws: ``SessionFileError``.
    public func revoke(_ id: SessionID) async throws -> Bool {
        try await onThread {
            try calls.locked(lock(id)) {
                // One that cannot be read can be ended all the same.
                if let record = try? read(id), record.replacedAt != nil { return false }
                return try calls.remove(path(id), in: folder)
            }
        }
    }

    /// Ends the sessions of an account but one, again until none is left, and tells how many.
    ///
    /// - Throws: ``SessionFileError``.
    public func revokeAll(of account: String, except kept: SessionID?) async throws -> Int {
        try await onThread {
            var count = 0
            var replaced: Set<SessionID> = []
            while true {
                // Again while files go, or say that they were replaced: such a session has a new token since.
                let names = try calls.names(in: folder).filter { $0.hasSuffix(Self.suffix) }
                var nowReplaced: Set<SessionID> = []
                let found = try all(names) { $0.replacedAt != nil || $0.account == account }
                let removed = try found.count { session in
                    guard session.id != kept else { return false }
                    return try calls.locked(lock(session.id)) {
                        guard let record = try read(session.id) else { return false }
                        if record.replacedAt != nil { nowReplaced.insert(session.id) }
                        return try record.account == account && calls.remove(path(session.id), in: folder)
                    }
                }
                count += removed
                let isQuiet = try Set(calls.names(in: folder)).isSuperset(of: names)
                if removed == 0, isQuiet, nowReplaced.isSubset(of: replaced) { return count }
                replaced = nowReplaced
            }
        }
    }

    /// Removes sessions that ended before a moment, and what a crash left behind more than an hour ago.
    ///
    /// - Throws: ``SessionFileError``.
    public func clearExpired(before moment: Date) async throws -> Int {
        try await onThread {
            // What a crash left behind in the middle of a write.
            for name in try calls.names(in: folder) where name.hasPrefix(Self.scratchPrefix) {
                calls.removeAbandoned("\(folder)/\(name)", after: 3600)
            }
            return try all { $0.expiresAt <= moment }.count { try remove($0.id) { $0.expiresAt <= moment } }
        }
    }

    /// Removes a session that still is as somebody saw it.
    private func remove(_ id: SessionID, if isWanted: (SessionRecord) -> Bool) throws -> Bool {
        try calls.locked(lock(id)) {
            guard let record = try read(id), isWanted(record) else { return false }
            return try calls.remove(path(id), in: folder)
        }
    }

    /// Reads every file of the folder, or those that are named. One that is no session is left alone.
    private func all(_ names: [String]? = nil, _ isWanted: (SessionRecord) -> Bool) throws -> [SessionSummary] {
        var found: [SessionSummary] = []
        try each(names) { session in
            if isWanted(session.record) { found.append(SessionSummary(id: session.id, session.record)) }
        }
        return found
    }

    private func each(
        _ names: [String]? = nil, _ look: ((id: SessionID, record: SessionRecord)) -> Void
    ) throws {
        for name in try names ?? calls.names(in: folder) {
            guard name.hasSuffix(Self.suffix), let id = SessionID(name.dropLast(Self.suffix.count)),
                let bytes = try calls.read(path(id)), let record = try? record(of: bytes, id)
            else { continue }
            look((id, record))
        }
    }

    private func read(_ id: SessionID) throws -> SessionRecord? {
        guard let bytes = try calls.read(path(id)) else {
            // Nobody's session, unless it is the folder that is gone.
            try calls.check(folder, identity)
            return nil
        }
        return try record(of: bytes, id)
    }

    private func record(of bytes: [UInt8], _ id: SessionID) throws(UnreadableSessionError) -> SessionRecord {
        let document: BSONDocument
        do {
            document = try BSONDocument(validating: bytes)
        } catch {
            throw UnreadableSessionError(id, field: nil, underlying: error)
        }
        return try SessionRecord(document, of: id)
    }

    private func write(_ record: SessionRecord, _ id: SessionID) throws {
        let bytes = BSONDocument(try record.members()).bytes
        let scratch = "\(folder)/\(Self.scratchPrefix)\(Hexadecimal.text(RandomText.bytes(count: 16)))"
        try calls.replace(path(id), bytes, in: folder, scratch: scratch)
    }

    private func onThread<Result: Sendable>(_ work: @escaping @Sendable () throws -> Result) async throws -> Result {
        try await Self.threads.runIfActive(work)
    }
}
