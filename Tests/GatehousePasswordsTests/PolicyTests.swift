import Crypto
import Foundation
import GatehouseMessages
import GatehousePasswords
import GatehouseTesting
import Testing

@Suite("Rules for new passwords")
struct PolicyTests {
    @Test("P1, P5: the default refuses short, common, numeric, similar and the site's own name")
    func defaults() async {
        let context = PasswordContext(
            attributes: [.init("email address", "ann.example@example.com")], words: ["Gatehouse"])
        for (password, code) in [
            ("short77", "password_too_short"), ("iloveyou", "password_too_common"),
            ("8675309867", "password_entirely_numeric"),
            ("ann.example", "password_too_similar"), ("Gatehouse2026!", "password_context_word"),
            (String(repeating: "x", count: 4097), "password_too_long"), ("", "required"),
        ] {
            let failures = await PasswordPolicy().failures(of: password, for: context)
            #expect(failures.map(\.code.name).contains(code), "\(password)")
        }
        #expect(await PasswordPolicy().failures(of: "correct horse", for: context).isEmpty)
        #expect(await PasswordPolicy().failures(of: "eight888x", for: context).isEmpty)
        #expect(await PasswordPolicy.strict.failures(of: "correct horse", for: context).count == 1)
        #expect(CommonPasswordValidator().count == 19_640)
    }

    @Test("help texts are there for a form")
    func help() {
        #expect(PasswordPolicy().shortHelp.text == "At least 8 characters, and hard to guess.")
        #expect(PasswordPolicy().helpTexts.map(\.text).contains("Your password must contain at least 8 characters."))
    }

    @Test("P5: a huge profile costs little")
    func bounded() async {
        let name = String(repeating: "ab ", count: 22_000)
        let failures = SimilarityValidator().failures(
            of: "correct horse", for: PasswordContext(attributes: [.init("name", name)]))
        #expect(failures.isEmpty)
    }

    @Test("one's own rule is one method")
    func own() async {
        struct NoSpaces: PasswordValidator {
            func failures(of password: String, for context: PasswordContext) -> [Message] {
                password.contains(" ") ? [Message("password_space", "A space is not allowed.")] : []
            }
        }
        #expect(await PasswordPolicy([NoSpaces()]).failures(of: "a b").map(\.text) == ["A space is not allowed."])
    }

    // SHA-1 of "password": 5BAA6 1E4C9B93F3F0682250B6CF8331B7EE68FD8.
    @Test("a leaked password is found in a folder of ranges and in one sorted file, and only its prefix is asked for")
    func breached() async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("breach-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        try Data("0018A45C4D1DEF81644B54AB7F969B88D65:1\r\n1E4C9B93F3F0682250B6CF8331B7EE68FD8:3730471\r\n".utf8)
            .write(to: folder.appendingPathComponent("5BAA6.txt"))
        let ranges = BreachedPasswordValidator(BreachedPasswordFile(path: folder.path))
        #expect(await ranges.failures(of: "password", for: PasswordContext()).map(\.code.name) == ["password_breached"])
        // A range that is not there fails open.
        #expect(await ranges.failures(of: "correct horse", for: PasswordContext()).isEmpty)

        let listed = (0..<20_000).map { "leaked \($0)" }
        var lines = listed.map { Self.sha1($0) + ":1" }
        lines.append("5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:3730471")
        let file = folder.appendingPathComponent("all.txt")
        try Data((lines.sorted().joined(separator: "\n") + "\n").utf8).write(to: file)
        let sorted = BreachedPasswordValidator(BreachedPasswordFile(path: file.path))
        #expect(await sorted.failures(of: "password", for: PasswordContext()).count == 1)
        #expect(await sorted.failures(of: "correct horse", for: PasswordContext()).isEmpty)
        for password in stride(from: 0, to: listed.count, by: 97).map({ listed[$0] }) {
            #expect(await sorted.failures(of: password, for: PasswordContext()).count == 1, "\(password)")
        }
        try Data(":\n21BD1:\n\n".utf8).write(to: folder.appendingPathComponent("odd.txt"))
        let odd = BreachedPasswordValidator(BreachedPasswordFile(path: folder.appendingPathComponent("odd.txt").path))
        #expect(await odd.failures(of: "password", for: PasswordContext()).isEmpty)
        let rare = BreachedPasswordValidator(BreachedPasswordFile(path: file.path), threshold: 3_730_472)
        #expect(await rare.failures(of: "password", for: PasswordContext()).isEmpty)
    }

    @Test("a byte-order mark before the ranges hides none of them", arguments: ["\n", "\r\n"])
    func breachedWithMark(_ end: String) async throws {
        let folder = FileManager.default.temporaryDirectory.appendingPathComponent("breach-\(UUID().uuidString)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let range = ["1E4C9B93F3F0682250B6CF8331B7EE68FD8:3730471", "FFA45C4D1DEF81644B54AB7F969B88D65E1:1", ""]
        try Data(("\u{FEFF}" + range.joined(separator: end)).utf8).write(to: folder.appendingPathComponent("5BAA6.txt"))
        let whole = [
            "5BAA61E4C9B93F3F0682250B6CF8331B7EE68FD8:3730471", "FF" + String(repeating: "0", count: 38) + ":1", "",
        ]
        let file = folder.appendingPathComponent("all.txt")
        try Data(("\u{FEFF}" + whole.joined(separator: end)).utf8).write(to: file)
        for path in [folder.path, file.path] {
            let validator = BreachedPasswordValidator(BreachedPasswordFile(path: path))
            #expect(await validator.failures(of: "password", for: PasswordContext()).count == 1, "\(path)")
        }
    }

    private static func sha1(_ text: String) -> String {
        Insecure.SHA1.hash(data: Data(text.utf8)).map { String(format: "%02X", $0) }.joined()
    }

    @Test("a service that cannot be reached lets the password pass")
    func failOpen() async {
        let service = BreachedPasswordService(address: "http://127.0.0.1:1/range/", timeout: .seconds(1))
        #expect(await BreachedPasswordValidator(service).failures(of: "password", for: PasswordContext()).isEmpty)
    }
}
