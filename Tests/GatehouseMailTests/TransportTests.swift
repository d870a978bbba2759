import Foundation
import Testing

@testable import GatehouseMail

@Suite("Transports without a server")
struct TransportTests {
    @Test("the outbox keeps each mail in a file of its own, for us alone, in the order of time")
    func outbox() async throws {
        try await withFolder { folder in
            let path = folder + "/deep/outbox"
            let times = Box([1_795_544_572.125, 1_795_544_572.25, 1_795_544_573])
            let outbox = FileOutbox(folder: path) { Date(timeIntervalSince1970: times.withLock { $0.removeFirst() }) }
            for number in 0..<3 { try await outbox.send(.test(subject: "\(number)")) }
            #expect(outbox.location == path)
            let names = try FileManager.default.contentsOfDirectory(atPath: path).sorted()
            #expect(
                names.map { $0.prefix(21) } == [
                    "20261124T182252.125Z-", "20261124T182252.250Z-", "20261124T182253.000Z-",
                ])
            #expect(names.allSatisfy { $0.utf8.count == 33 && $0.hasSuffix(".eml") })
            for (number, name) in names.enumerated() {
                let file = path + "/" + name
                #expect(try String(contentsOfFile: file, encoding: .utf8).contains("\r\nSubject: \(number)\r\n"))
                #expect(try Self.mode(file) == 0o600)
            }
            #expect(try Self.mode(path) == 0o700)
        }
    }

    @Test("an outbox that cannot be written to says so, without the mail (L2)")
    func outboxFailure() async throws {
        try await withFolder { folder in
            try Data().write(to: URL(fileURLWithPath: folder + "/file"))
            let outbox = FileOutbox(folder: folder + "/file/outbox")
            let error = try #require(await #expect(throws: MailError.self) { try await outbox.send(.test()) })
            #expect(error.code == .storage && error.isTemporary && error.isOfTransport)
            #expect("\(error)" == "mail: storage")
            #expect(String(reflecting: error) == "mail: storage: mkdir failed with Not a directory")
        }
    }

    private static func mode(_ path: String) throws -> Int? {
        (try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? NSNumber)?.intValue
    }

    @Test("the console shows recipient, subject and text, without what commands a terminal")
    func console() async throws {
        let printed = Box("")
        let console = ConsoleTransport { text in printed.withLock { $0 += text } }
        try await console.send(.test(subject: "Hello", text: "a\u{1B}[2J\n\tb\r\n"))
        #expect(printed.now == "Mail to ann@example.org\nSubject: Hello\n\na[2J\n\tb\n\n")
    }

    @Test("a transport of one's own is one method")
    func own() async throws {
        struct Own: MailTransport {
            func send(_ message: MailMessage) async throws {}
        }
        #expect(Own().location == nil)
        await Own().shutdown()
    }

    @Test(
        "an error is temporary by the answer of the server, else by its code, and always where it is the transport's",
        arguments: [
            (MailError(.refused), false), (MailError(.refused, status: 550), false), (MailError(.deferred), true),
            (MailError(.other, status: 451), true), (MailError(.timeout), true),
            (MailError(.timeout, status: 554), false),
            (MailError(.rejectedCredentials, status: 535), true), (MailError(.rejectedCredentials, status: 454), true),
            (MailError(.tls), true), (MailError(.unreachable, status: 220), true),
            (MailError(MailError.Code("over quota", isTemporary: true)), true),
        ])
    func temporary(_ error: MailError, _ isTemporary: Bool) {
        #expect(error.isTemporary == isTemporary)
    }
}

@Suite("Mails in memory")
struct MemoryMailTests {
    @Test("a mail that came is given once, the oldest first, and those of others are left alone")
    func given() async throws {
        let mails = MemoryMailTransport()
        for (to, subject) in [("a@x", "1"), ("b@x", "2"), ("a@x", "3")] {
            try await mails.send(.test(to: to, subject: subject))
        }
        #expect(try await mails.next(to: "a@x").subject == "1")
        #expect(try await mails.next(to: "a@x").subject == "3")
        #expect(try await mails.next(to: "b@x").subject == "2")
        #expect(mails.messages.map(\.subject) == ["1", "2", "3"])
    }

    @Test("who waits gets the mail that comes")
    func waits() async throws {
        let mails = MemoryMailTransport()
        async let waited = mails.next(to: "a@x")
        try await mails.send(.test(to: "b@x"))
        try await mails.send(.test(to: "a@x", subject: "for a"))
        #expect(try await waited.subject == "for a")
    }

    @Test("who waits in vain can be cancelled, before and while it waits")
    func cancelled() async throws {
        let mails = MemoryMailTransport()
        for _ in 0..<100 {
            let task = Task { try await mails.next(to: "a@x") }
            if Bool.random() { await Task.yield() }
            task.cancel()
            await #expect(throws: CancellationError.self) { try await task.value }
        }
        try await mails.send(.test(to: "a@x", subject: "kept"))
        #expect(try await mails.next(to: "a@x").subject == "kept")
    }

    @Test("a mail that is refused is not kept")
    func failing() async throws {
        let mails = MemoryMailTransport { _ in throw MailError(.refused, status: 550) }
        await #expect(throws: MailError.self) { try await mails.send(.test()) }
        #expect(mails.messages.isEmpty)
    }
}
