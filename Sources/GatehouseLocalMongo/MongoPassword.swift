import Foundation
import GatehouseBSON
import GatehouseBase
import GatehouseMongo

#if canImport(Glibc)
    import Glibc
#elseif canImport(Musl)
    import Musl
#else
    import Darwin
#endif

/// The password of a mongod of our own, and the key with which members of its set know each other: made once for a
/// folder, in files for us alone.
struct MongoPassword: Sendable {
    /// The name to it, of a user who may do everything.
    static let user = "gatehouse"

    let text: String
    /// What mongod must be told.
    let arguments: [String]

    /// The user and the password as they stand in a connection string; hexadecimal digits need no escapes.
    var credentials: String { "\(Self.user):\(text)@" }

    /// Reads what is there, or makes it, and the user with it.
    ///
    /// While there is no user yet, mongod listens on a socket in a folder for us alone, and on no port. So it is with the
    /// data of an earlier version, which has none: nothing of it changes but that there is a user then.
    ///
    /// - Throws: ``LocalMongoError``.
    static func prepare(_ executable: String, folder: String, data: String) async throws -> MongoPassword {
        let (file, keyFile) = (folder + "/mongod-password", folder + "/mongod-key")
        let arguments = [
            "--auth", "--keyFile", keyFile, "--setParameter", "enableLocalhostAuthBypass=0",
        ]
        if !FileManager.default.fileExists(atPath: keyFile) {
            try PrivateFile.write(Data(RandomText.bytes(count: 72)).base64EncodedString(), to: keyFile)
        }
        if let text = try? String(contentsOfFile: file, encoding: .utf8), !text.isEmpty {
            return MongoPassword(text: text, arguments: arguments)
        }
        let text = Hexadecimal.text(RandomText.bytes(count: 24))
        try await makeUser(text, executable, folder: folder, data: data)
        // Last: without the file all is done again.
        try PrivateFile.write(text, to: file)
        return MongoPassword(text: text, arguments: arguments)
    }

    /// Starts a mongod that only this user of the machine can reach, for as long as it takes to make the user.
    private static func makeUser(_ text: String, _ executable: String, folder: String, data: String) async throws {
        let socketFolder = try PrivateFile.makeTemporaryFolder()
        defer { try? FileManager.default.removeItem(atPath: socketFolder) }
        // The driver knows a socket by this ending.
        let socket = socketFolder + "/mongod.sock"
        let guardProcess = try MongoGuard(arguments: [
            executable, "--dbpath", data, "--bind_ip", socket, "--unixSocketPrefix", socketFolder, "--logpath",
            folder + "/mongod.log", "--logappend", "--wiredTigerCacheSizeGB", "0.25",
        ])
        let escaped = socket.replacingOccurrences(of: "/", with: "%2F")
        var settings = MongoSettings(url: "mongodb://\(escaped)/admin?directConnection=true")
        settings.timeout = .seconds(5)
        settings.poolSize = 1
        let client = try MongoClient(settings)
        do {
            try await waitForAnswer(of: client, guardProcess)
            let user: [(String, BSONValue)] = [("pwd", .string(text)), ("roles", ["root"])]
            do {
                try await client.run(BSONDocument([("createUser", .string(Self.user))] + user), in: "admin")
            } catch let error as MongoError where error.serverCode == 51_003 {
                // There from a start that did not come to its end (51003: user exists).
                try await client.run(BSONDocument([("updateUser", .string(Self.user))] + user), in: "admin")
            }
            try await client.shutdown()
        } catch {
            try? await client.shutdown()
            await guardProcess.stop()
            throw error
        }
        await guardProcess.stop()
    }

    private static func waitForAnswer(of client: MongoClient, _ guardProcess: MongoGuard) async throws {
        for _ in 0..<600 {
            if let status = guardProcess.exitStatus { throw LocalMongoError(exitStatus: status) }
            if (try? await client.run(["ping": 1], in: "admin")) != nil { return }
            try await Task.sleep(for: .milliseconds(50))
        }
        throw LocalMongoError("mongod did not become ready within 30 seconds.")
    }
}

/// Files and folders that nobody but this user can read.
enum PrivateFile {
    /// Makes a folder, or takes one that is there away from all others.
    ///
    /// - Throws: ``LocalMongoError``.
    static func makeFolder(_ path: String) throws {
        do {
            try FileManager.default.createDirectory(
                atPath: path, withIntermediateDirectories: true, attributes: [.posixPermissions: 0o700])
            try FileManager.default.setAttributes([.posixPermissions: 0o700], ofItemAtPath: path)
        } catch {
            throw LocalMongoError("The folder \(path) cannot be made, or is not ours: \(error.localizedDescription)")
        }
    }

    /// Writes a file whole, for this user alone.
    ///
    /// - Throws: ``LocalMongoError``.
    static func write(_ text: String, to path: String) throws {
        let scratch = path + ".new"
        unlink(scratch)
        let descriptor = open(scratch, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw LocalMongoError("The file \(path) cannot be made.") }
        let file = FileHandle(fileDescriptor: descriptor, closeOnDealloc: false)
        do {
            try file.write(contentsOf: Data(text.utf8))
            try file.close()
        } catch {
            unlink(scratch)
            throw LocalMongoError("The file \(path) cannot be written: \(error.localizedDescription)")
        }
        guard rename(scratch, path) == 0 else { throw LocalMongoError("The file \(path) cannot be made.") }
    }

    /// A folder with a short path: those of sockets have a hundred bytes at most.
    static func makeTemporaryFolder() throws -> String {
        var template = Array("/tmp/gatehouse-XXXXXX".utf8CString)
        let path = template.withUnsafeMutableBufferPointer { buffer in
            buffer.baseAddress.flatMap { mkdtemp($0) }.map { String(cString: $0) }
        }
        guard let path else { throw LocalMongoError("The system gives no temporary folder.") }
        return path
    }
}
