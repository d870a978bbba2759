import Foundation

@testable import GatehouseMail

/// Tests/mail/smtp_server.py in a process of its own.
final class SMTPServer {
    private struct Ready: Decodable {
        let port: Int
        let certificate: String?
    }

    /// What was said around a mail.
    struct Envelope: Decodable, Equatable {
        let from: String
        let to: [String]
        let host: String
        let encrypted: Bool
        let authenticated: Bool
    }

    private let process = Process()
    private let input = Pipe()
    private let ready: Ready
    let folder: String

    /// Runs a server with its options for the time of the body.
    static func with(_ options: [String] = [], body: (SMTPServer) async throws -> Void) async throws {
        try await withFolder { folder in
            let server = try SMTPServer(options, folder: folder)
            defer { server.stop() }
            try await body(server)
        }
    }

    private init(_ options: [String], folder: String) throws {
        self.folder = folder
        process.executableURL = URL(fileURLWithPath: Python.executable)
        process.arguments = [Python.script("smtp_server.py"), "--folder", folder, "--until-eof"] + options
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // The line is short enough to come in one piece.
        ready = try JSONDecoder().decode(Ready.self, from: output.fileHandleForReading.availableData)
    }

    private func stop() {
        // The threads that tests run on block other signals, and a child inherits that.
        kill(process.processIdentifier, SIGKILL)
        process.waitUntilExit()
    }

    /// How to reach it, with its certificate trusted.
    func settings(_ security: SMTPSettings.Security, user: String? = nil, password: String? = nil)
        -> SMTPSettings
    {
        var settings = SMTPSettings(
            host: "localhost", port: ready.port, security: security, username: user, password: password)
        settings.caFile = ready.certificate
        return settings
    }

    /// The mails it took, in order.
    var mails: [[UInt8]] { get throws { try Self.mails(in: folder) } }

    /// The mails that the server of a folder took, in order.
    static func mails(in folder: String) throws -> [[UInt8]] { try files("eml", in: folder).map { Array($0) } }

    var envelopes: [Envelope] {
        get throws { try Self.files("json", in: folder).map { try JSONDecoder().decode(Envelope.self, from: $0) } }
    }

    private static func files(_ kind: String, in folder: String) throws -> [Data] {
        try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".\(kind)") }.sorted()
            .map { try Data(contentsOf: URL(fileURLWithPath: "\(folder)/\($0)")) }
    }
}
