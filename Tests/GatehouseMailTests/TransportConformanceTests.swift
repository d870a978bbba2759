import Foundation
import GatehouseMail
import GatehouseTesting
import Testing

/// Every transport through the suite that users run over theirs.
@Suite("Every transport", .timeLimit(.minutes(10)))
struct TransportConformanceTests {
    @Test("memory", arguments: MailTransportConformance.checks)
    func memory(check: MailTransportConformance.Check) async throws {
        let mails = MemoryMailTransport()
        let broken = MemoryMailTransport { _ in throw MailError(.unreachable) }
        try await check.run(over: .init(mails, unreachable: broken) { mails.messages.map(\.arrived) })
    }

    @Test("the outbox", arguments: MailTransportConformance.checks)
    func outbox(check: MailTransportConformance.Check) async throws {
        try await withFolder { folder in
            try Data().write(to: URL(fileURLWithPath: folder + "/file"))
            let path = folder + "/outbox"
            try await check.run(
                over: .init(FileOutbox(folder: path), unreachable: FileOutbox(folder: folder + "/file/outbox")) {
                    try FileManager.default.contentsOfDirectory(atPath: path).map {
                        try String(contentsOfFile: "\(path)/\($0)", encoding: .utf8)
                    }
                })
        }
    }

    @Test("the console", arguments: MailTransportConformance.checks.prefix(3))
    func console(check: MailTransportConformance.Check) async throws {
        let printed = Box<[String]>([])
        let console = ConsoleTransport { text in printed.withLock { $0.append(text) } }
        guard check.name != "a mail with HTML arrives with both" else { return }
        try await check.run(over: .init(console, unreachable: console) { printed.now })
    }

    @Test(
        "a mail server", .enabled(if: Python.hasServer, "needs `make browser-tools`"),
        arguments: MailTransportConformance.checks)
    func server(check: MailTransportConformance.Check) async throws {
        try await SMTPServer.with { server async throws in
            let transport = try SMTPTransport(server.settings(.unprotectedNone))
            let folder = server.folder
            let nobody = SMTPSettings(host: "localhost", port: 1, security: .unprotectedNone)
            try await check.run(
                over: .init(transport, unreachable: try SMTPTransport(nobody)) {
                    try SMTPServer.mails(in: folder).map { String(decoding: $0, as: UTF8.self) }
                })
        }
    }

    @Test("each check refuses a transport that is wrong", arguments: MailTransportConformance.checks)
    func failing(check: MailTransportConformance.Check) async throws {
        var refused = 0
        for fault in WrongTransport.Fault.allCases {
            let transport = WrongTransport(fault)
            do {
                try await check.run(
                    over: .init(transport, unreachable: WrongTransport(fault, isBroken: true)) {
                        transport.mails.now.map(\.arrived)
                    })
            } catch is ConformanceFailure { refused += 1 }
        }
        #expect(refused > 0)
        #expect(refused < WrongTransport.Fault.allCases.count, "it looks at one thing, not at all")
    }
}

extension MailMessage {
    /// As it arrives, readable.
    fileprivate var arrived: String { "\(id)\n\(to.address)\n\(subject)\n\(text)\n\(html ?? "")" }
}

/// A transport with one fault.
private struct WrongTransport: MailTransport {
    enum Fault: CaseIterable {
        /// Says that it sent what it dropped.
        case loses
        /// Sends all twice.
        case doubles
        case dropsHTML, dropsText
        /// Of several at a time only one arrives.
        case overwrites
        /// Gives mails up where the other end is not there, and tells them.
        case givesUp
        /// After the end, mails count as sent.
        case silentAtEnd
        /// Mails of cancelled tasks count as sent.
        case silentWhenCancelled
        case namesAreASCII, newMark
    }
    struct Dropped: Error {}

    let fault: Fault
    let isBroken: Bool
    let mails = Box<[MailMessage]>([])
    private let isEnded = Box(false)

    init(_ fault: Fault, isBroken: Bool = false) {
        self.fault = fault
        self.isBroken = isBroken
    }

    func send(_ message: MailMessage) async throws {
        if isBroken {
            guard fault == .givesUp else { throw MailError(.unreachable) }
            throw MailError(.refused, message: message.text)
        }
        if fault == .loses { return }
        if Task.isCancelled {
            if fault == .silentWhenCancelled { return }
            throw CancellationError()
        }
        if isEnded.now {
            if fault == .silentAtEnd { return }
            throw MailError(.closed)
        }
        if fault == .namesAreASCII, message.from.name?.utf8.allSatisfy({ $0 < 0x80 }) == false { return }
        let kept = MailMessage(
            from: message.from, to: message.to, subject: message.subject,
            text: fault == .dropsText ? "" : message.text, html: fault == .dropsHTML ? nil : message.html,
            id: fault == .newMark ? nil : message.id)
        if fault == .overwrites {
            let before = mails.now
            try await Task.sleep(for: .milliseconds(5))
            mails.withLock { $0 = before + [kept] }
        } else {
            mails.withLock { $0 += fault == .doubles ? [kept, kept] : [kept] }
        }
    }

    func shutdown() async { isEnded.withLock { $0 = true } }
}
