import Foundation
import GatehousePasswords
import Testing

private let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()
private let python = root.appendingPathComponent(".tools/venv/bin/python").path

/// The other direction is in Tests/django/test_passwords.py.
@Suite(
    "A live Django", .enabled(if: FileManager.default.isExecutableFile(atPath: python), "needs `make browser-tools`"))
struct LiveDjangoTests {
    @Test("takes a hundred passwords of any script as each of our algorithms hashed them, and no other")
    func verifies() throws {
        let hashers: [any PasswordHasher] = [
            Argon2Hasher(memoryCost: 64, timeCost: 1), ScryptHasher(workFactor: 16), PBKDF2Hasher(iterations: 10),
            PBKDF2Hasher(digest: .sha1, iterations: 10), BcryptHasher.sha256(rounds: 4), BcryptHasher.plain(rounds: 4),
            InsecureMD5Hasher(),
        ]
        try check(hashers, Self.passwords())
    }

    @Test("takes what our hashers make by default")
    func defaults() throws {
        try check(
            [ScryptHasher(), Argon2Hasher(), BcryptHasher.sha256(), PBKDF2Hasher()], ["correct horse", "pässwörd"])
    }

    private func check(_ hashers: [any PasswordHasher], _ passwords: [String]) throws {
        var lines: [String] = []
        for hasher in hashers {
            for password in passwords {
                let encoded = try hasher.encode(Array(password.utf8))
                lines.append(try Self.line(password, encoded))
                lines.append(try Self.line(password + "x", encoded))
            }
        }
        let answers = try Self.askDjango(lines)
        #expect(answers.count == hashers.count * passwords.count * 2)
        #expect(answers.enumerated().allSatisfy { $0.element == ($0.offset % 2 == 0 ? "true" : "false") })
    }

    /// Of up to 70 bytes, so that bcrypt takes one more; never the same twice in a run, and others in the next.
    private static func passwords() -> [String] {
        let scripts: [ClosedRange<UInt32>] = [
            0x20...0x7E, 0xA1...0x24F, 0x400...0x4FF, 0x1100...0x11FF, 0xAC00...0xD7A3, 0x1F300...0x1F6FF,
        ]
        return (0..<100).map { _ in
            var text = String.UnicodeScalarView()
            for _ in 0..<Int.random(in: 1...17) {
                Unicode.Scalar(UInt32.random(in: scripts.randomElement() ?? 0x20...0x7E)).map { text.append($0) }
            }
            return String(text)
        }
    }

    private static func line(_ password: String, _ encoded: String) throws -> String {
        let data = try JSONSerialization.data(withJSONObject: ["password": password, "encoded": encoded])
        return String(decoding: data, as: UTF8.self)
    }

    private static func askDjango(_ lines: [String]) throws -> [String] {
        let input = FileManager.default.temporaryDirectory.appendingPathComponent("django-\(UUID().uuidString)")
        try Data((lines.joined(separator: "\n") + "\n").utf8).write(to: input)
        defer { try? FileManager.default.removeItem(at: input) }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: python)
        process.arguments = [root.appendingPathComponent("Tests/django/check_password.py").path]
        process.standardInput = try FileHandle(forReadingFrom: input)
        let output = Pipe()
        process.standardOutput = output
        try process.run()
        let answer = try output.fileHandleForReading.readToEnd() ?? Data()
        process.waitUntilExit()
        return String(decoding: answer, as: UTF8.self).split(separator: "\n").map(String.init)
    }
}
