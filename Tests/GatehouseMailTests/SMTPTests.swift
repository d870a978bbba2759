import Foundation
import Testing

@testable import GatehouseMail

@Suite(
    "A real mail server", .enabled(if: Python.hasServer, "needs `make browser-tools`"), .timeLimit(.minutes(10)))
struct SMTPTests {
    private static let date = Date(timeIntervalSince1970: 1_795_544_572)

    private func send(_ message: MailMessage, _ settings: SMTPSettings) async throws {
        let transport = try SMTPTransport(settings, now: { Self.date })
        do { try await transport.send(message) } catch {
            await transport.shutdown()
            throw error
        }
        await transport.shutdown()
    }

    private func failure(_ settings: SMTPSettings) async throws -> MailError {
        try #require(await #expect(throws: MailError.self) { try await send(.test(), settings) })
    }

    @Test(
        "gets every byte of a mail, dots at the start of lines included",
        arguments: [
            "Hello\n", ".\n", "..\n.", ".a\n..b\n...c\n.\n", "a\n.\nb\n", "\n.\n\n.\n", "",
            String(repeating: ".", count: 5000), String(repeating: "a\n.\n", count: 20_000),
            String(repeating: "x", count: 300_000),
        ])
    func bytes(_ text: String) async throws {
        try await SMTPServer.with { server async throws in
            var settings = server.settings(.unprotectedNone)
            settings.localName = "gatehouse.example"
            let message = MailMessage.test(text: text)
            try await send(message, settings)
            #expect(try server.mails == [message.encoded(id: message.id, date: Self.date)])
            #expect(
                try server.envelopes == [
                    .init(
                        from: "site@example.com", to: ["ann@example.org"], host: "gatehouse.example", encrypted: false,
                        authenticated: false)
                ])
        }
    }

    @Test("gets it encrypted by STARTTLS, with user name and password")
    func startTLS() async throws {
        try await SMTPServer.with(["--tls", "starttls", "--auth", "ann@x:pä ss:word"]) { server async throws in
            let html = "<p>.</p>"
            let message = MailMessage(
                from: .test("site@bücher.example", name: "Bücher"), to: .test("ann@example.org"),
                subject: "Grüße", text: "ä", html: html)
            try await send(message, server.settings(.startTLS, user: "ann@x", password: "pä ss:word"))
            #expect(try server.mails == [message.encoded(id: message.id, date: Self.date)])
            let envelope = try #require(try server.envelopes.first)
            #expect(envelope.encrypted && envelope.authenticated)
            #expect(envelope.from == "site@xn--bcher-kva.example")
        }
    }

    @Test("gets it encrypted from the first byte, with user name and password")
    func tls() async throws {
        try await SMTPServer.with(["--tls", "smtps", "--auth", "ann:pass"]) { server async throws in
            try await send(.test(), server.settings(.tls, user: "ann", password: "pass"))
            let envelope = try #require(try server.envelopes.first)
            #expect(envelope.encrypted && envelope.authenticated)
        }
    }

    @Test("that offers no STARTTLS gets no mail")
    func noSTARTTLS() async throws {
        try await SMTPServer.with { server async throws in
            let error = try await failure(server.settings(.startTLS))
            #expect(error.code == .tls && error.isTemporary && error.isOfTransport)
            #expect(try server.mails.isEmpty)
        }
    }

    @Test("whose certificate nobody vouches for gets no mail", arguments: [("starttls", false), ("smtps", true)])
    func unknownCertificate(_ option: String, _ isImplicit: Bool) async throws {
        try await SMTPServer.with(["--tls", option]) { server async throws in
            var settings = server.settings(isImplicit ? .tls : .startTLS)
            settings.caFile = nil
            #expect(try await failure(settings).code == .tls)
            #expect(try server.mails.isEmpty)
        }
    }

    @Test("whose certificate is for another name gets no mail", arguments: [("starttls", false), ("smtps", true)])
    func otherName(_ option: String, _ isImplicit: Bool) async throws {
        try await SMTPServer.with(["--tls", option, "--name", "other.example"]) { server async throws in
            #expect(try await failure(server.settings(isImplicit ? .tls : .startTLS)).code == .tls)
            #expect(try server.mails.isEmpty)
        }
    }

    @Test("that does not speak TLS where it should gets no mail")
    func notTLS() async throws {
        try await SMTPServer.with { server async throws in
            #expect(try await failure(server.settings(.tls)).code == .unreachable)
        }
    }

    @Test("that does not know the password is told apart from one that is away")
    func wrongPassword() async throws {
        try await SMTPServer.with(["--tls", "starttls", "--auth", "ann:right"]) { server async throws in
            let error = try await failure(server.settings(.startTLS, user: "ann", password: "canary"))
            #expect(error.code == .rejectedCredentials && error.status == 535 && error.isTemporary)
            #expect(!"\(error)\(String(reflecting: error))".contains("canary"))
            #expect(try server.mails.isEmpty)
        }
    }

    @Test("that refuses for good is believed", arguments: [["--reject"], ["--reject", "--late"]])
    func refusal(_ options: [String]) async throws {
        try await SMTPServer.with(options) { server async throws in
            let error = try await failure(server.settings(.unprotectedNone))
            #expect(error.code == .refused && error.status == 550 && !error.isTemporary)
            #expect("\(error)" == "mail: refused (status 550)")
            #expect(String(reflecting: error) == "mail: refused (status 550): 550 5.1.1 No such user here")
        }
    }

    @Test(
        "that asks to come back later gets the mail later", arguments: [["--fail", "2"], ["--fail", "2", "--late"]])
    func later(_ options: [String]) async throws {
        try await SMTPServer.with(options) { server async throws in
            let log = LogLines()
            let transport = try SMTPTransport(server.settings(.unprotectedNone))
            // A clock on which every pause is over at once.
            let times = Box(0.0)
            let sender = MailSender(
                transport, logger: log.logger,
                pause: { duration in
                    if duration == .seconds(600) {
                        _ = try await MemoryMailTransport().next(to: "")
                    } else {
                        try await Task.sleep(for: .milliseconds(1))
                    }
                },
                now: {
                    Date(
                        timeIntervalSince1970: times.withLock {
                            $0 += 1
                            return $0
                        })
                })
            sender.enqueue(.test())
            await sender.drain(for: .seconds(600))
            await transport.shutdown()
            #expect(
                log.all == [
                    "info A mail could not be sent yet attempt=1 code=deferred status=451",
                    "info A mail could not be sent yet attempt=2 code=deferred status=451",
                    "debug A mail was sent attempt=3",
                ])
            #expect(try server.mails.count == 1)
        }
    }

    @Test("that is away, or has no name, can be tried later")
    func unreachable() async throws {
        var settings = SMTPSettings(host: "127.0.0.1", security: .unprotectedNone)
        try await SMTPServer.with { settings.port = $0.settings(.tls).port }
        let error = try await failure(settings)
        #expect(error.code == .unreachable && error.isTemporary && error.status == nil)
    }

    @Test("that says nothing is not waited for longer than allowed")
    func stalled() async throws {
        try await SMTPServer.with(["--stall"]) { server async throws in
            var settings = server.settings(.unprotectedNone)
            settings.timeout = .milliseconds(200)
            let error = try await failure(settings)
            #expect(error.code == .timeout && error.isTemporary)
            settings.timeout = .seconds(30)
            settings.connectTimeout = .milliseconds(200)
            #expect(try await failure(settings).code == .timeout)
        }
    }

    @Test("that says nothing does not keep a task that is cancelled")
    func cancelled() async throws {
        try await SMTPServer.with(["--stall"]) { server async throws in
            var settings = server.settings(.unprotectedNone)
            settings.timeout = .seconds(3600)
            settings.connectTimeout = .seconds(3600)
            let transport = try SMTPTransport(settings, threads: 1)
            let tasks = (0..<3).map { _ in
                let message = MailMessage.test()
                return Task { try await transport.send(message) }
            }
            for task in tasks { task.cancel() }
            for task in tasks { await #expect(throws: CancellationError.self) { try await task.value } }
            await transport.shutdown()
            let error = await #expect(throws: MailError.self) { try await transport.send(.test()) }
            #expect(error?.code == .closed)
        }
    }
}
